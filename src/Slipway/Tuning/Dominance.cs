namespace Slipway.Tuning;

/// <summary>Which trials no other beats.</summary>
internal static class Dominance
{
    /// <summary>Whether one trial is nowhere worse and somewhere better than another.</summary>
    public static bool Dominates(IReadOnlyList<Objective> objectives, Trial trial, Trial other)
    {
        var better = false;
        for (var i = 0; i < objectives.Count; i++)
        {
            var (a, b) = (objectives[i].ToLoss(trial.Values[i]), objectives[i].ToLoss(other.Values[i]));
            if (a > b)
            {
                return false;
            }

            better |= a < b;
        }

        return better;
    }

    /// <summary>The completed trials that no other dominates, by number; of equal ones all.</summary>
    public static IReadOnlyList<Trial> Front(IReadOnlyList<Objective> objectives, IEnumerable<Trial> trials)
    {
        var front = new List<Trial>();
        foreach (var trial in trials.Where(t => t.State == TrialState.Completed))
        {
            if (front.Exists(f => Dominates(objectives, f, trial)))
            {
                continue;
            }

            front.RemoveAll(f => Dominates(objectives, trial, f));
            front.Add(trial);
        }

        return front;
    }
}
