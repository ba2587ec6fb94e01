namespace Slipway;

/// <summary>When to end training before its last epoch. The model of the best epoch is the result.</summary>
public sealed record EarlyStopping
{
    /// <summary>The metric to watch, one that the algorithm emits on the validation channel. Default <c>validation:loss</c>.</summary>
    public string Metric { get; init; } = "validation:loss";

    /// <summary>Epochs without improvement after which training ends. Default 5; at least 1.</summary>
    [Bounds(1, 1_000_000)]
    public int Patience { get; init; } = 5;

    /// <summary>The least change that counts as an improvement. Default 0; not negative.</summary>
    [Bounds(0, double.MaxValue)]
    public double MinDelta { get; init; }

    internal MetricDirection Direction(AlgorithmDescription algorithm) => algorithm.Metrics.First(m => m.Name == Metric).Direction;

    internal IEnumerable<HyperparameterProblem> FindProblems(AlgorithmDescription algorithm)
    {
        if (!Metric.StartsWith("validation:", StringComparison.Ordinal) || algorithm.Metrics.All(m => m.Name != Metric))
        {
            yield return new HyperparameterProblem(
                "EarlyStopping.Metric", Metric,
                string.Join(", ", algorithm.Metrics.Select(m => m.Name).Where(n => n.StartsWith("validation:", StringComparison.Ordinal))));
        }

        if (Patience < 1)
        {
            yield return new HyperparameterProblem(
                "EarlyStopping.Patience", Patience.ToString(System.Globalization.CultureInfo.InvariantCulture), "at least 1");
        }

        if (!(MinDelta >= 0) || double.IsInfinity(MinDelta))
        {
            yield return new HyperparameterProblem(
                "EarlyStopping.MinDelta", MinDelta.ToString(System.Globalization.CultureInfo.InvariantCulture), "a finite number, at least 0");
        }
    }

    /// <summary>Whether a value improves on the best one so far.</summary>
    internal bool Improves(double value, double? best, MetricDirection direction) => best is not { } b ||
        (direction == MetricDirection.Maximize ? value > b + MinDelta : value < b - MinDelta);
}
