using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// Random cut forest for anomaly detection (Guha, Mishra, Roy and Schrijvers, ICML 2016): a row's score is high where few random cuts set
/// it apart from
/// samples of the training rows. No label is needed; a predictor gives the score as <c>float</c>.
/// </summary>
/// <remarks>
/// Scores are compared with each other, not with a fixed limit: a usual one is <c>train:score_mean + 3 * train:score_deviation</c>. Both
/// are measured on at
/// most 4,096 training rows, evenly spread. Cuts are drawn in proportion to the features' ranges, so scale matters: standardise. A row
/// weight is the
/// row's chance to be sampled, relative to others. The result does not depend on the number of threads.
/// </remarks>
public sealed record RandomCutForest : Algorithm
{
    private const int MeasuredRows = 4096;

    /// <summary>Number of trees; SageMaker's <c>num_trees</c>. Default 100; 1 to 1,000.</summary>
    [Bounds(1, 1000)]
    public int Trees { get; init; } = 100;

    /// <summary>
    /// Rows that each tree is grown from; SageMaker's <c>num_samples_per_tree</c>. Default 256; 1 to 2,048. About the inverse of the share
    /// of anomalies.
    /// </summary>
    [Bounds(1, 2048)]
    public int SamplesPerTree { get; init; } = 256;

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.random-cut-forest", LearningTask.AnomalyDetection,
    [
        new("train:score_mean", MetricDirection.Minimize),
        new("train:score_deviation", MetricDirection.Minimize),
    ])
    {
        Input = AlgorithmInput.DenseFeatures,
    };

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var forest = ForestSample.Draw(context, Trees, SamplesPerTree);
        var model = RandomCutForestModel.Grow(forest, context.Seed, context.MaxThreads, context.CancellationToken);
        context.StepsTaken++;
        var (mean, deviation) = model.MeasureScores(context.Train, MeasuredRows, context.CancellationToken);
        context.Report("train:score_mean", mean);
        context.Report("train:score_deviation", deviation);
        return model;
    }

    /// <inheritdoc/>
    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return RandomCutForestModel.Load(reader, Trees, SamplesPerTree);
    }

    /// <inheritdoc/>
    public bool Equals(RandomCutForest? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;
}
