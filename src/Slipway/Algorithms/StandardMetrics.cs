namespace Slipway;

/// <summary>The metrics that the built-in algorithms of a task report.</summary>
internal static class StandardMetrics
{
    public static IReadOnlyList<MetricDefinition> Classification { get; } =
    [
        new("train:loss", MetricDirection.Minimize),
        new("validation:loss", MetricDirection.Minimize),
        new("validation:accuracy", MetricDirection.Maximize),
    ];

    public static IReadOnlyList<MetricDefinition> Regression { get; } =
    [
        new("train:loss", MetricDirection.Minimize),
        new("validation:loss", MetricDirection.Minimize),
        new("validation:rmse", MetricDirection.Minimize),
        new("validation:mae", MetricDirection.Minimize),
        new("validation:r2", MetricDirection.Maximize),
    ];
}
