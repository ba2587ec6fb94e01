namespace Slipway.Tuning;

/// <summary>Orders ended trials from best to worst; the order is total, so it never depends on how it was computed.</summary>
/// <remarks>
/// Completed trials come first: by loss, or by Pareto front and crowding distance when there are several objectives. Pruned ones follow: those that
/// got further first, then by their last report. Trials without any value (failed, or pruned before a report) are not ranked.
/// </remarks>
internal static class TrialRanking
{
    public static List<Trial> Rank(SearchDefinition search, IEnumerable<Trial> trials)
    {
        var completed = new List<Trial>();
        var pruned = new List<Trial>();
        foreach (var trial in trials)
        {
            if (trial.State == TrialState.Completed && trial.Values.Count == search.Objectives.Count)
                completed.Add(trial);
            else if (trial.State == TrialState.Pruned && trial.Reports.Count > 0)
                pruned.Add(trial);
        }

        var ranked = search.Objectives.Count == 1 ? ByLoss(search.Objectives[0], completed) : ParetoFronts.Rank(search.Objectives, completed);
        var objective = search.Objectives[0];
        ranked.AddRange(pruned
            .OrderByDescending(t => t.Reports[^1].Step)
            .ThenBy(t => objective.ToLoss(t.Reports[^1].Value))
            .ThenBy(t => t.Number));
        return ranked;
    }

    private static List<Trial> ByLoss(Objective objective, List<Trial> completed)
    {
        completed.Sort((a, b) =>
        {
            var order = objective.ToLoss(a.Values[0]).CompareTo(objective.ToLoss(b.Values[0]));
            return order != 0 ? order : a.Number.CompareTo(b.Number);
        });
        return completed;
    }
}
