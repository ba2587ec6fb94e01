using Slipway.Features;

namespace Slipway;

/// <summary>
/// A feature matrix as columns of one-byte codes: what trees are grown from. Each feature is divided once into at most 255 bins; features that
/// are never non-zero in the same row, such as the levels of a one-hot category, share a column ("exclusive feature bundling", Ke et al.,
/// "LightGBM", NeurIPS 2017, section 4, without its approximation), so a row costs one addition a column and not one a level.
/// </summary>
internal sealed class BinnedFeatures
{
    private BinnedFeatures(BinnedFeature[] features, byte[][] columns, int[] codes)
    {
        Features = features;
        Columns = columns;
        CodeCounts = codes;
        Offsets = new int[codes.Length + 1];
        for (var c = 0; c < codes.Length; c++)
        {
            Offsets[c + 1] = checked(Offsets[c] + codes[c]);
        }
    }

    /// <summary>By feature index.</summary>
    public BinnedFeature[] Features { get; }

    /// <summary>Codes: one array a column, one byte a row.</summary>
    public byte[][] Columns { get; }

    /// <summary>Number of codes of each column.</summary>
    public int[] CodeCounts { get; }

    /// <summary>Where a column's codes start among those of all columns; one more than columns.</summary>
    public int[] Offsets { get; }

    /// <summary>Quantises the features of a matrix.</summary>
    /// <param name="matrix">Dense or sparse.</param>
    /// <param name="maxThreads">Threads; the result does not depend on them.</param>
    /// <param name="cancellationToken">Seen within a few features.</param>
    /// <exception cref="DataFormatException">A value is NaN.</exception>
    /// <exception cref="NotSupportedException">More rows than codes can be kept for.</exception>
    public static BinnedFeatures Create(FeatureMatrix matrix, int maxThreads, CancellationToken cancellationToken)
    {
        if (matrix.RowCount > MaxRows)
        {
            throw new NotSupportedException(
                $"Trees are grown from at most {MaxRows} rows, and there are {matrix.RowCount}. Take a part of them with DataChannel.Take or Shard.");
        }

        var layout = new BinLayout(matrix.FeatureCount, (int)matrix.RowCount);
        if (matrix.IsSparse)
        {
            SparseBinning.Run(matrix, layout, maxThreads, cancellationToken);
        }
        else
        {
            DenseBinning.Run(matrix, layout, maxThreads, cancellationToken);
        }

        return new BinnedFeatures(layout.Features, [.. layout.Columns], [.. layout.CodeCounts]);
    }

    /// <summary>Leaves room for fixed-point weights beside the count of rows.</summary>
    public const int MaxRows = 1 << 29;
}
