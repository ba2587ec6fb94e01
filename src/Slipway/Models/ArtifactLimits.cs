namespace Slipway.Models;

/// <summary>What a model file may hold at most; a file beyond it is refused before anything is read from it.</summary>
public sealed record ArtifactLimits
{
    /// <summary>Decompressed bytes of all files together. Default 16 GiB.</summary>
    public long TotalBytes { get; init => field = Positive(value, nameof(TotalBytes)); } = 16L << 30;

    /// <summary>
    /// Decompressed bytes per compressed byte, beyond the first 64 MiB. Default 200: weights hardly compress, bombs do.
    /// </summary>
    public int CompressionRatio { get; init => field = Positive(value, nameof(CompressionRatio)); } = 200;

    /// <summary>Number of files. Default 1000.</summary>
    public int Entries { get; init => field = Positive(value, nameof(Entries)); } = 1000;

    internal static ArtifactLimits Default { get; } = new();

    private static T Positive<T>(T value, string name) where T : System.Numerics.INumber<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
