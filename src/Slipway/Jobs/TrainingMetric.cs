using System.Globalization;

namespace Slipway;

/// <summary>One value of a metric during training.</summary>
/// <param name="Name"><c>channel:metric</c>, e.g. <c>validation:accuracy</c>.</param>
/// <param name="Value">The value; finite.</param>
/// <param name="Direction">Which way it gets better.</param>
/// <param name="Epoch">1-based pass over the training data; 0 for a metric of the whole job.</param>
/// <param name="Time">When it was reported.</param>
public sealed record TrainingMetric(string Name, double Value, MetricDirection Direction, int Epoch, DateTimeOffset Time)
{
    /// <summary>E.g. <c>epoch 3 validation:accuracy 0.942 (higher is better)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Epoch > 0 ? $"epoch {Epoch} " : "")}{Name} {Value:0.####} ({(Direction == MetricDirection.Maximize ? "higher" : "lower")} is better)");
}
