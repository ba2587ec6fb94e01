namespace Slipway.Tuning;

/// <summary>At which reports a pruner looks: Optuna's warm-up steps and interval, for steps that count from 1.</summary>
internal static class PruningInterval
{
    /// <summary>
    /// Whether the last report is the first one after the warm-up, or the first in its interval: of reports at each step, those at
    /// <c>warmUp + 1</c>, <c>warmUp + 1 + interval</c>, ...
    /// </summary>
    public static bool IsDue(IReadOnlyList<TrialReport> reports, int warmUpSteps, int interval)
    {
        var step = reports[^1].Step - 1;
        if (step < warmUpSteps)
        {
            return false;
        }

        var begin = ((step - warmUpSteps) / interval * interval) + warmUpSteps;
        return reports.Count < 2 || reports[^2].Step - 1 < begin;
    }

    public static IEnumerable<string> FindProblems(int warmUpSteps, int interval)
    {
        if (warmUpSteps < 0)
        {
            yield return FormattableString.Invariant($"warmUpSteps is {warmUpSteps}; allowed: at least 0.");
        }

        if (interval < 1)
        {
            yield return FormattableString.Invariant($"interval is {interval}; allowed: at least 1.");
        }
    }
}
