namespace Slipway.Tuning;

/// <summary>
/// Looks at each trial of a growing list once after its end, and knows those that still run: the price of a decision is then that of the few
/// running trials, whatever the number of ended ones.
/// </summary>
internal sealed class EndedTrials(Action<Trial> ended)
{
    private readonly List<int> _running = [];
    private int _seen;

    /// <summary>Takes the list as it is now.</summary>
    public void Advance(IReadOnlyList<Trial> trials)
    {
        _running.RemoveAll(i => Take(trials[i]));
        for (; _seen < trials.Count; _seen++)
        {
            if (!Take(trials[_seen]))
            {
                _running.Add(_seen);
            }
        }
    }

    /// <summary>The trials of the list that still run, other than one.</summary>
    public IEnumerable<Trial> Running(IReadOnlyList<Trial> trials, Trial except) => _running.Select(i => trials[i]).Where(t => t.Number != except.Number);

    private bool Take(Trial trial)
    {
        if (trial.State == TrialState.Running)
        {
            return false;
        }

        ended(trial);
        return true;
    }
}
