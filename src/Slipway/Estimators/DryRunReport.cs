using System.Globalization;

namespace Slipway;

/// <summary>What a dry run found out.</summary>
public sealed record DryRunReport
{
    /// <summary>Rows of the training channel.</summary>
    public required long Rows { get; init; }

    /// <summary>False when counting was cut off after a time limit; <see cref="Rows"/> is then a lower bound, and so are the estimates.</summary>
    public required bool AllRowsCounted { get; init; }

    /// <summary>Number of features, as far as the sampled rows show them (one-hot levels may be added by the rest).</summary>
    public required int Features { get; init; }

    /// <summary>Class labels in the sampled rows; empty unless the task is classification.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Training loss over the first batches (or after the first iteration); null when the algorithm reports none.</summary>
    public required double? FirstLoss { get; init; }

    /// <summary>Estimated time of the whole training, reading included.</summary>
    public required TimeSpan EstimatedDuration { get; init; }

    /// <summary>Estimated bytes of the feature matrix.</summary>
    public required long EstimatedMatrixBytes { get; init; }

    /// <summary>Whether the matrix would spill to disk under the estimator's memory budget.</summary>
    public required bool WouldSpill { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(AllRowsCounted ? "" : "at least ")}{Rows} rows, {Features} features{(Classes.Count > 0 ? $", {Classes.Count} classes" : "")}{(FirstLoss is { } loss ? $", first loss {loss:0.####}" : "")}; " +
        $"about {(EstimatedDuration.TotalSeconds < 0.1 ? "a tenth of a second" : $"{EstimatedDuration.TotalSeconds:0.0} s")} and " +
        $"{Math.Max(0.1, EstimatedMatrixBytes / 1048576.0):0.0} MiB" +
        $"{(WouldSpill ? " (spills to disk)" : "")}");
}
