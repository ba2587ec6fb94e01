namespace Slipway.Tuning;

/// <summary>How a trial's job ended, before the search is told.</summary>
/// <param name="State">Completed, pruned, failed; running when the job was cut off and the trial has no result.</param>
/// <param name="Values">One value an objective, when completed.</param>
/// <param name="Reason">Why it was pruned or failed.</param>
internal sealed record TrialOutcome(TrialState State, double[] Values, string? Reason)
{
    public static TrialOutcome CutOff { get; } = new(TrialState.Running, [], null);

    public static TrialOutcome Pruned(string reason) => new(TrialState.Pruned, [], reason);

    public static TrialOutcome Failed(string reason) => new(TrialState.Failed, [], reason);

    /// <summary>The values of the model's epoch, or a failure that names what was not reported.</summary>
    public static TrialOutcome Of(IReadOnlyList<Objective> objectives, IReadOnlyList<TrainingMetric> metrics, int? modelEpoch)
    {
        var values = Jobs.ModelMetrics.Of(metrics, modelEpoch).ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        var missing = objectives.Where(o => !values.ContainsKey(o.Metric)).Select(o => o.Metric).ToList();
        return missing.Count == 0
            ? new TrialOutcome(TrialState.Completed, [.. objectives.Select(o => values[o.Metric])], null)
            : Failed($"The training ended without reporting {string.Join(", ", missing)}; it reported " +
                $"{(values.Count == 0 ? "nothing" : string.Join(", ", values.Keys))}.");
    }
}
