namespace Slipway;

/// <summary>What one thread's search needs; kept between searches.</summary>
internal sealed class NeighborScratch
{
    private float[] _queries = [];
    private float[] _scaled = [];
    private int _width;
    private int _count;

    public float[] Scores { get; private set; } = [];

    public CandidateList[] Lists { get; private set; } = [];

    /// <summary>The scaled queries, one after the other.</summary>
    public ReadOnlySpan<float> AllScaled => _scaled.AsSpan(0, _count * _width);

    /// <summary>A query as it is.</summary>
    public Span<float> Query(int index) => _queries.AsSpan(index * _width, _width);

    /// <summary>A query times the factor that makes products scores.</summary>
    public Span<float> Scaled(int index) => _scaled.AsSpan(index * _width, _width);

    public void Reserve(int queries, int rows, int width, int k)
    {
        _width = width;
        _count = queries;
        if (_queries.Length < queries * width)
        {
            _queries = new float[queries * width];
            _scaled = new float[queries * width];
        }

        if (Scores.Length < queries * rows)
        {
            Scores = new float[queries * rows];
        }

        if (Lists.Length < queries)
        {
            Lists = [.. Lists, .. Enumerable.Range(0, queries - Lists.Length).Select(_ => new CandidateList())];
        }

        for (var q = 0; q < queries; q++)
        {
            Lists[q].Reserve(k);
        }
    }
}
