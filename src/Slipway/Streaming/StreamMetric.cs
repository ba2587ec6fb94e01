using System.Globalization;

namespace Slipway;

/// <summary>One value of a metric of a stream.</summary>
/// <param name="Name">
/// <c>prequential:loss</c>, <c>prequential:accuracy</c>, ... of a micro-batch, scored before it was learned; <c>window:loss</c>, ... of all of a
/// window's micro-batches; <c>psi:&lt;column&gt;</c> and <c>ks:&lt;column&gt;</c> of a window against the reference.
/// </param>
/// <param name="Value">The value; finite.</param>
/// <param name="Direction">Which way it gets better.</param>
/// <param name="Window">1-based number of the window.</param>
/// <param name="Rows">Rows of the stream so far, those of the micro-batch included.</param>
/// <param name="Time">When it was reported.</param>
public sealed record StreamMetric(string Name, double Value, MetricDirection Direction, int Window, long Rows, DateTimeOffset Time)
{
    /// <summary>E.g. <c>row 8192 prequential:accuracy 0.942 (higher is better)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"row {Rows} {Name} {Value:0.####} ({(Direction == MetricDirection.Maximize ? "higher" : "lower")} is better)");
}
