using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// k-means clustering: <see cref="K"/> centres that minimise the weighted sum of the rows' squared distances to the nearest one. Dense or
/// sparse
/// features; no label is needed.
/// </summary>
/// <remarks>
/// Metrics have SageMaker's names: <c>ssd</c> is the sum of squared distances (scikit-learn's inertia), <c>msd</c> their mean; both are
/// weighted.
/// <c>test</c> is the validation channel. A predictor gives the 0-based cluster as <see cref="int"/>.
/// </remarks>
public sealed record KMeans : Algorithm
{
    /// <summary>Number of clusters. Default 8; at least 1, at most the number of rows.</summary>
    [Bounds(1, 16_777_216)]
    public int K { get; init; } = 8;

    /// <summary>How centres move. Default <see cref="KMeansMethod.Lloyd"/>.</summary>
    public KMeansMethod Method { get; init; }

    /// <summary>
    /// Where centres start. Default <see cref="KMeansInitialization.PlusPlus"/>. Ignored when <see cref="StartCenters"/> are given.
    /// </summary>
    public KMeansInitialization Initialization { get; init; }

    /// <summary>
    /// The centres to start from, <c>[K][features]</c>, on the scale of the features after the pipeline. Default null: chosen by
    /// <see cref="Initialization"/>.
    /// </summary>
    public double[][]? StartCenters { get; init; }

    /// <summary>
    /// How many times to start anew, with other start centres; the clustering with the smallest sum of squared distances is kept. Default
    /// 1; at
    /// least 1. With <see cref="StartCenters"/> or <c>ContinueFrom</c> there is one start.
    /// </summary>
    [Bounds(1, 100_000)]
    public int Restarts { get; init; } = 1;

    /// <summary>Most iterations of a start: passes over the rows. Default 300; at least 1.</summary>
    [Bounds(1, 1_000_000)]
    public int MaxIterations { get; init; } = 300;

    /// <summary>
    /// A start ends when the sum of the squared distances that the centres moved in an iteration is at most this times the mean of the
    /// features'
    /// variances, or when no row changed its cluster. Default 1e-4; not negative.
    /// </summary>
    [Bounds(0, 1e9)]
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Rows in a batch of <see cref="KMeansMethod.MiniBatch"/>. Default 1024; at least 1.</summary>
    [Bounds(1, 16_777_216)]
    public int BatchSize { get; init; } = 1024;

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.k-means", LearningTask.Clustering,
    [
        new("train:msd", MetricDirection.Minimize),
        new("train:ssd", MetricDirection.Minimize),
        new("test:msd", MetricDirection.Minimize),
        new("test:ssd", MetricDirection.Minimize),
    ]);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new KMeansTraining(this, context).Run();
    }

    /// <inheritdoc/>
    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return KMeansModel.Load(reader, K);
    }

    /// <inheritdoc/>
    public bool Equals(KMeans? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate()
    {
        if (StartCenters is not { } centers)
        {
            yield break;
        }

        if (centers.Length != K)
        {
            yield return new HyperparameterProblem(nameof(StartCenters), $"{centers.Length} centres", $"{K}, the value of {nameof(K)}");
        }

        for (var i = 0; i < centers.Length; i++)
        {
            if (centers[i] is null || centers[i].Length != centers[0]?.Length || !centers[i].All(double.IsFinite))
            {
                yield return new HyperparameterProblem($"{nameof(StartCenters)}[{i}]", "not usable",
                    "finite numbers, as many as in the first centre");
            }
        }
    }

    internal override TimeSpan Extrapolate(TimeSpan measured, int steps, long sampledRows, long rows) =>
        measured / Math.Max(1, steps) * MaxIterations * Restarts * ((double)rows / sampledRows);
}
