namespace Slipway.Tuning;

/// <summary>
/// The trials as a Gaussian process takes them: those that ended, by increasing number, then those that run. Lower losses are better.
/// </summary>
/// <remarks>
/// A pruned trial counts as its last report, but as no better than the middle of the completed ones; a failed one as the worst of all: the
/// search keeps away from where nothing comes of a trial. Trials of another space (warm start) do not count.
/// </remarks>
internal sealed class Observations
{
    private readonly double[] _values;

    private Observations(List<Trial> ended, List<Trial> running, double[] values)
    {
        Ended = ended;
        Running = running;
        _values = values;
        Measured = values.Count(v => !double.IsNaN(v));
    }

    /// <summary>Trials that ended, by increasing number.</summary>
    public List<Trial> Ended { get; }

    /// <summary>Trials that run, by increasing number.</summary>
    public List<Trial> Running { get; }

    /// <summary>How many trials ended with a value or a report.</summary>
    public int Measured { get; }

    public static Observations From(SearchDefinition search, IReadOnlyList<Trial> trials)
    {
        var ended = new List<Trial>(trials.Count);
        var running = new List<Trial>();
        foreach (var trial in trials)
        {
            if (search.Space.Contains(trial.Point))
            {
                (trial.State == TrialState.Running ? running : ended).Add(trial);
            }
        }

        return new Observations(ended, running, [.. ended.Select(t => Loss(search.Objectives[0], t))]);
    }

    /// <summary>One finite loss for each of the first trials that ended; what stands in for a missing value comes from these trials only.</summary>
    public double[] Losses(int count)
    {
        var losses = _values.AsSpan(0, count).ToArray();
        double[] completed = [.. losses.Where((l, i) => Ended[i].State == TrialState.Completed && !double.IsNaN(l)).Order()];
        for (var i = 0; i < count && completed.Length > 0; i++)
        {
            if (Ended[i].State == TrialState.Pruned)
            {
                losses[i] = Math.Max(losses[i], completed[completed.Length / 2]);
            }
        }

        var worst = losses.Where(l => !double.IsNaN(l)).DefaultIfEmpty(0).Max();
        for (var i = 0; i < count; i++)
        {
            losses[i] = double.IsNaN(losses[i]) ? worst : losses[i];
        }

        return losses;
    }

    private static double Loss(Objective objective, Trial trial)
    {
        var value = trial switch
        {
            { State: TrialState.Completed, Values: [var first, ..] } => first,
            { State: TrialState.Pruned, Reports: [.., var last] } => last.Value,
            _ => double.NaN,
        };
        return double.IsFinite(value) ? objective.ToLoss(value) : double.NaN;
    }
}
