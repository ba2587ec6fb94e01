using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// What the nearest-neighbour learners share. The model is the training rows themselves, dense, 4 bytes a feature; a row's neighbours are
/// exactly those
/// of a brute-force search in double precision, the first of equally near ones.
/// </summary>
/// <remarks>
/// Scores come from blocked matrix products in single precision. A bound on their rounding error says which rows may be among the nearest,
/// and only
/// those are measured again in double. A row weight multiplies the row's vote; rows of weight 0 are no neighbours.
/// </remarks>
public abstract record KNearestNeighborsAlgorithm : Algorithm
{
    /// <summary>Number of neighbours. Default 5; at least 1, at most the number of training rows.</summary>
    [Bounds(1, 1_000_000)]
    public int K { get; init; } = 5;

    /// <summary>What "near" means. Default <see cref="NeighborMetric.Euclidean"/>.</summary>
    public NeighborMetric Metric { get; init; }

    /// <summary>How much each neighbour counts. Default <see cref="NeighborWeighting.Uniform"/>.</summary>
    public NeighborWeighting Weighting { get; init; }

    /// <inheritdoc/>
    public sealed override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rows = LabelledRows.Copy(context.Train, context.CancellationToken);
        if (K > rows.Targets.Length)
        {
            throw new HyperparameterException(Describe().Id, [new HyperparameterProblem(
                nameof(K), $"{K}", $"at most {rows.Targets.Length}, the number of training rows (with a positive weight)")]);
        }

        var model = Create(rows, context.Train.FeatureCount, context.Classes.Count);
        context.StepsTaken++;
        if (context.Validation is { } validation)
        {
            var metrics = ModelEvaluation.Evaluate(model, validation, Describe().Task, context.CancellationToken);
            foreach (var (name, value) in metrics)
            {
                context.Report($"validation:{name}", value);
            }

            ReportSageMakers(metrics, context);
        }

        return model;
    }

    /// <inheritdoc/>
    public sealed override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var rows = LabelledRows.Read(reader, Describe().Task == LearningTask.Classification ? reader.Classes.Count : null);
        return K <= rows.Targets.Length
            ? Create(rows, reader.FeatureCount, reader.Classes.Count)
            : throw new FormatException($"The model has {rows.Targets.Length} rows, fewer than the {K} neighbours of its hyperparameters.");
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate()
    {
        if (Weighting == NeighborWeighting.Distance && Metric == NeighborMetric.InnerProduct)
        {
            yield return new HyperparameterProblem(
                nameof(Weighting), $"{Weighting} with {nameof(NeighborMetric.InnerProduct)}",
                $"{nameof(NeighborWeighting.Uniform)}: an inner product is no distance");
        }
    }

    /// <summary>Reports the same results under SageMaker's metric names.</summary>
    internal abstract void ReportSageMakers(IReadOnlyList<KeyValuePair<string, double>> metrics, TrainingContext context);

    private KNearestNeighborsModel Create(LabelledRows rows, int width, int classes) =>
        new(rows, new NeighborIndex(rows.Values, width, Metric), K, Weighting, classes);
}
