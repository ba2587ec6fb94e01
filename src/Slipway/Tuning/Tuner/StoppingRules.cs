namespace Slipway.Tuning;

/// <summary>Whether a search has found enough: a function of its settings and trials, so a search that goes on from its journal ends in the same place.</summary>
internal static class StoppingRules
{
    /// <summary>Why the search should end now, or null.</summary>
    /// <param name="settings">The rules.</param>
    /// <param name="trials">The search's own trials at one moment.</param>
    public static TuningStopReason? Find(TunerSettings settings, IEnumerable<Trial> trials)
    {
        var objective = settings.Objectives[0];
        if (settings is { TargetValue: null, NoImprovementTrials: null, Convergence: null }
            || trials.Where(t => t.State == TrialState.Completed).MinBy(t => objective.ToLoss(t.Values[0])) is not { } best)
        {
            return null;
        }

        if (settings.TargetValue is { } target && !objective.IsBetter(target, best.Values[0]))
        {
            return TuningStopReason.TargetReached;
        }

        if (settings.NoImprovementTrials is { } patience && trials.Count(t => t.State != TrialState.Running && t.Number > best.Number) >= patience)
        {
            return TuningStopReason.NoImprovement;
        }

        if (settings.Convergence is { } rule)
        {
            var losses = trials.Where(t => t.State == TrialState.Completed).Select(t => objective.ToLoss(t.Values[0])).Order().Take(rule.Trials).ToList();
            if (losses.Count == rule.Trials && losses[^1] - losses[0] <= rule.Tolerance)
            {
                return TuningStopReason.Converged;
            }
        }

        return null;
    }
}
