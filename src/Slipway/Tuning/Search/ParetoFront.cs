namespace Slipway.Tuning;

/// <summary>The completed trials that no other completed trial beats.</summary>
internal static class ParetoFront
{
    /// <summary>Non-dominated trials by increasing number; trials with equal values are all kept.</summary>
    public static IReadOnlyList<Trial> Of(IEnumerable<Trial> trials, IReadOnlyList<Objective> objectives)
    {
        var front = new List<Trial>();
        foreach (var trial in trials)
        {
            if (trial.State == TrialState.Completed && !front.Exists(other => Dominates(other, trial, objectives)))
            {
                front.RemoveAll(other => Dominates(trial, other, objectives));
                front.Add(trial);
            }
        }

        return front.AsReadOnly();
    }

    /// <summary>Whether one trial is at least as good as another by every objective, and better by one.</summary>
    private static bool Dominates(Trial trial, Trial other, IReadOnlyList<Objective> objectives)
    {
        var better = false;
        for (var i = 0; i < objectives.Count; i++)
        {
            if (objectives[i].IsBetter(other.Values[i], trial.Values[i]))
            {
                return false;
            }

            better |= objectives[i].IsBetter(trial.Values[i], other.Values[i]);
        }

        return better;
    }
}
