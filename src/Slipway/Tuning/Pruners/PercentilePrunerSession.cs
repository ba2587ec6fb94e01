using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Keeps the completed trials' losses at each step in order.</summary>
internal sealed class PercentilePrunerSession : IPrunerSession
{
    private readonly PercentilePruner _settings;
    private readonly Objective _objective;
    private readonly Dictionary<int, SortedValues> _losses = [];
    private readonly EndedTrials _ended;
    private int _completed;

    public PercentilePrunerSession(PercentilePruner settings, Objective objective)
    {
        _settings = settings;
        _objective = objective;
        _ended = new EndedTrials(Note);
    }

    public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials)
    {
        _ended.Advance(trials);
        var step = trial.Reports[^1].Step;
        if (_completed == 0 || _completed < _settings.StartupTrials || !PruningInterval.IsDue(trial.Reports, _settings.WarmUpSteps, _settings.Interval)
            || !_losses.TryGetValue(step, out var losses) || losses.Count < _settings.MinTrials)
        {
            return null;
        }

        var best = double.PositiveInfinity;
        for (var i = 0; i < trial.Reports.Count; i++)
        {
            best = Math.Min(best, _objective.ToLoss(trial.Reports[i].Value));
        }

        var limit = losses.Percentile(_settings.Percent);
        return best <= limit ? null : string.Create(CultureInfo.InvariantCulture,
            $"The best {_objective.Metric} up to step {step}, {_objective.ToLoss(best):G6}, is worse than {_objective.ToLoss(limit):G6}, which bounds the best " +
            $"{_settings.Percent:0.##}% of {losses.Count} completed trials at that step.");
    }

    private void Note(Trial trial)
    {
        if (trial.State != TrialState.Completed)
        {
            return;
        }

        _completed++;
        foreach (var (step, value) in trial.Reports)
        {
            if (!_losses.TryGetValue(step, out var losses))
            {
                _losses.Add(step, losses = new SortedValues());
            }

            losses.Add(_objective.ToLoss(value));
        }
    }
}
