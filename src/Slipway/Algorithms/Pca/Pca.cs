using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// Principal component analysis: the orthogonal directions of largest variance. Dense or sparse features; no label is needed; a predictor
/// gives the
/// projection as <c>float[]</c>.
/// </summary>
/// <remarks>
/// Signs are fixed: the largest coefficient of each component is positive. Weighted rows count as often as their weight says. Covariances
/// are products in
/// single precision, added up in double: variances below about 1e-6 of the largest one are rounding. Each pass reads the rows in order, so
/// data larger than memory
/// are no problem, and the result does not depend on the number of threads.
/// </remarks>
public sealed record Pca : Algorithm
{
    /// <summary>
    /// Number of components. Default null: all, as many as there are features (or rows, when these are fewer). At least 1.
    /// </summary>
    [Bounds(1, 65_536)]
    public int? Components { get; init; }

    /// <summary>How the components are found. Default <see cref="PcaMethod.Exact"/>.</summary>
    public PcaMethod Method { get; init; }

    /// <summary>Whether projections are scaled to variance 1. Default false.</summary>
    public bool Whiten { get; init; }

    /// <summary>Whether the features' means are subtracted first; SageMaker's <c>subtract_mean</c>. Default true.</summary>
    public bool SubtractMean { get; init; } = true;

    /// <summary>
    /// Directions beyond <see cref="Components"/> that <see cref="PcaMethod.Randomized"/> follows; SageMaker's <c>extra_components</c>.
    /// Default 10; at least 0.
    /// </summary>
    [Bounds(0, 65_536)]
    public int ExtraComponents { get; init; } = 10;

    /// <summary>Passes over the rows in which <see cref="PcaMethod.Randomized"/> sharpens its directions. Default 7; at least 1.</summary>
    [Bounds(1, 1000)]
    public int PowerIterations { get; init; } = 7;

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.pca", LearningTask.Transformation,
    [
        new("train:explained_variance_ratio", MetricDirection.Maximize),
        new("validation:explained_variance_ratio", MetricDirection.Maximize),
    ]);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var model = new PcaTraining(this, context).Run();
        context.StepsTaken++;
        context.Report("train:explained_variance_ratio", model.ExplainedVarianceRatio.ToArray().Sum());
        if (context.Validation is { } validation)
        {
            context.Report("validation:explained_variance_ratio", model.ExplainedVarianceRatioOf(validation, context.CancellationToken));
        }

        return model;
    }

    /// <inheritdoc/>
    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return PcaModel.Load(reader);
    }

    /// <inheritdoc/>
    public bool Equals(Pca? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;
}
