namespace Slipway.Tuning;

/// <summary>The dry run of a search: one of each algorithm, with every parameter in the middle of its range.</summary>
internal static class TuningDryRun
{
    public static async Task<TuningDryRunReport> RunAsync(TuningTask task, CancellationToken cancellationToken)
    {
        var reports = new Dictionary<string, DryRunReport>(StringComparer.Ordinal);
        for (var i = 0; i < task.Plan.Spaces.Count; i++)
        {
            var space = task.Plan.Spaces[i];
            reports.Add(space.Name, await space.DryRunAsync(task.Plan.Space.AlgorithmOf(Middle(task.Plan, i)), task.Train, task.Validation, cancellationToken)
                .ConfigureAwait(false));
        }

        var mean = TimeSpan.FromSeconds(reports.Values.Average(r => r.EstimatedDuration.TotalSeconds));
        return new TuningDryRunReport
        {
            Algorithms = reports,
            Trials = task.Plan.Settings.MaxTrials,
            ParallelTrials = task.ParallelTrials,
            EstimatedDuration = mean * task.Plan.Settings.MaxTrials / task.ParallelTrials,
        };
    }

    private static ParameterPoint Middle(TuningPlan plan, int space)
    {
        var units = new double[plan.Space.Parameters.Count];
        Array.Fill(units, 0.5);
        if (plan.Spaces.Count > 1)
        {
            units[0] = plan.Space.Parameters.Parameters[0].ToUnit(space);
        }

        return plan.Space.Parameters.FromUnits(units);
    }
}
