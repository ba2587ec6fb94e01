namespace Slipway;

/// <summary>What an algorithm reads.</summary>
public enum AlgorithmInput
{
    /// <summary>A float32 feature matrix, dense, or sparse where the pipeline's output is sparse.</summary>
    Features,

    /// <summary>A float32 feature matrix that is always dense.</summary>
    DenseFeatures,

    /// <summary>The record batches themselves, through <see cref="TrainingContext.OpenChannel"/>; no feature pipeline is fitted.</summary>
    RecordBatches,
}
