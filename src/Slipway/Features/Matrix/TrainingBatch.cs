namespace Slipway.Features;

/// <summary>Feature rows with their targets and weights.</summary>
public readonly ref struct TrainingBatch
{
    /// <summary>Creates the batch.</summary>
    /// <param name="features">The rows.</param>
    /// <param name="targets">One target a row, or empty when the data have no label.</param>
    /// <param name="weights">One weight a row, or empty when every row counts 1.</param>
    public TrainingBatch(FeatureBlock features, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        Features = features;
        Targets = targets;
        Weights = weights;
    }

    /// <summary>The rows.</summary>
    public FeatureBlock Features { get; }

    /// <summary>Regression: the value. Classification: the class index (0-based, exact in float32). Empty without a label.</summary>
    public ReadOnlySpan<float> Targets { get; }

    /// <summary>Weight of each row (finite, not negative), or empty when every row counts 1.</summary>
    public ReadOnlySpan<float> Weights { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Features.Rows;

    /// <summary>The rows from <paramref name="start"/> on, without copying.</summary>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    public TrainingBatch Slice(int start, int count) => new(
        Features.Slice(start, count), Targets.IsEmpty ? default : Targets.Slice(start, count),
        Weights.IsEmpty ? default : Weights.Slice(start, count));
}
