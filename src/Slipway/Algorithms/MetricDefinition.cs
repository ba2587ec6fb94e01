namespace Slipway;

/// <summary>A metric that an algorithm emits, with the direction that a tuner or early stopping must use.</summary>
/// <param name="Name"><c>channel:metric</c>, e.g. <c>validation:accuracy</c>.</param>
/// <param name="Direction">Which way it gets better.</param>
public sealed record MetricDefinition(string Name, MetricDirection Direction);
