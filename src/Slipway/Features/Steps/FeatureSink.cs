namespace Slipway.Features;

/// <summary>Where a step puts the features of one row: a region of a dense row, or pairs. One code path for both, so both are
/// equal.</summary>
internal readonly ref struct FeatureSink
{
    private readonly Span<float> _region;
    private readonly SparseRow? _pairs;
    private readonly int _offset;

    /// <summary>A dense region, zeroed by the caller.</summary>
    public FeatureSink(Span<float> region) => _region = region;

    /// <summary>Pairs whose columns start at an offset.</summary>
    public FeatureSink(SparseRow pairs, int offset)
    {
        _pairs = pairs;
        _offset = offset;
    }

    /// <summary>Dense: the region itself; sparse: empty.</summary>
    public Span<float> Region => _region;

    /// <summary>Sets a feature of the step; ascending, each at most once. A zero is not stored in a sparse row.</summary>
    public void Set(int feature, float value)
    {
        if (_pairs is null)
        {
            _region[feature] = value;
        }
        else if (value != 0)
        {
            _pairs.Add(_offset + feature, value);
        }
    }
}
