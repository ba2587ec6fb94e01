namespace Slipway;

/// <summary>Buffers of one thread, for blocks of up to <see cref="BlockRows"/> rows.</summary>
internal sealed class LinearScratch(int features, int columns)
{
    /// <summary>Rows that are scored together: small enough that they are still in the cache when their gradient is taken.</summary>
    public const int BlockRows = 256;

    private float[] _chunkRows = [];

    public float[] Scores { get; } = new float[BlockRows * columns];

    public int[] Classes { get; } = new int[BlockRows];

    public float[] Targets { get; } = new float[BlockRows];

    public float[] Weights { get; } = new float[BlockRows];

    /// <summary>Gradient of one chunk, <c>[features x columns]</c>, or its part of a product with the Hessian.</summary>
    public float[] Gradient { get; } = new float[features * columns];

    /// <summary>Gradient of the intercepts over one chunk.</summary>
    public float[] InterceptGradient { get; } = new float[columns];

    /// <summary>One chunk's part of the Hessian, for a solver that asks for the matrix.</summary>
    public float[]? Hessian { get; set; }

    /// <summary>Rows times their curvature, for the Hessian of dense rows.</summary>
    public float[]? ScaledRows { get; set; }

    /// <summary>One value for each row of a chunk.</summary>
    public Span<float> ChunkRows(int rows)
    {
        _chunkRows = _chunkRows.Length >= rows ? _chunkRows : new float[rows];
        return _chunkRows.AsSpan(0, rows);
    }

    /// <summary>Intercept's element of one chunk's product with the Hessian.</summary>
    public double InterceptCurvature { get; set; }

    /// <summary>Loss summed over one chunk.</summary>
    public double Loss { get; set; }
}
