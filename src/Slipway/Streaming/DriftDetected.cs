using System.Globalization;

namespace Slipway;

/// <summary>Something in the stream is no longer what it was.</summary>
/// <param name="Kind">How it showed.</param>
/// <param name="Column">Name of a feature, or <c>prediction</c>, <c>label</c>, <c>error</c>.</param>
/// <param name="Value">The index, the distance, or the error now.</param>
/// <param name="Reference">The threshold that was passed; for an error, what it was before.</param>
/// <param name="PValue">Probability of such a distance by chance; null unless it is a test.</param>
/// <param name="Window">1-based number of the window.</param>
/// <param name="Rows">Rows of the stream so far.</param>
/// <param name="Time">When it was found.</param>
public sealed record DriftDetected(
    DriftKind Kind, string Column, double Value, double Reference, double? PValue, int Window, long Rows, DateTimeOffset Time)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() => Kind switch
    {
        DriftKind.PopulationStability => string.Create(
            CultureInfo.InvariantCulture, $"window {Window}: {Column} drifted, population stability index {Value:0.###} (above {Reference:0.###})"),
        DriftKind.KolmogorovSmirnov => string.Create(
            CultureInfo.InvariantCulture, $"window {Window}: {Column} drifted, Kolmogorov-Smirnov distance {Value:0.###} (p = {PValue:0.##e+0})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"window {Window}: the error rose from {Reference:0.###} to {Value:0.###} (ADWIN)"),
    };
}
