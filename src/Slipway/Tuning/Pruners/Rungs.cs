using System.Globalization;

namespace Slipway.Tuning;

/// <summary>
/// Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", algorithm 2) in Optuna's form: a trial is
/// never suspended; at each rung it goes on when it belongs to the best <c>1 / factor</c> of those that came that far, and is given up otherwise.
/// </summary>
/// <remarks>
/// Rung k lies at <c>first * factor^k</c> steps. A report counts in the highest rung that it reaches beyond the report before. (Optuna judges at every
/// rung that one report passes; the two differ only when a report passes several.)
/// </remarks>
internal sealed class Rungs
{
    private readonly long _first;
    private readonly int _factor;
    private readonly int _bootstrap;
    private readonly Objective _objective;
    private readonly Func<int, bool> _competes;
    private readonly List<SortedValues> _losses = [];
    private readonly EndedTrials _ended;

    /// <param name="first">Steps of the lowest rung.</param>
    /// <param name="factor">The reduction factor, eta.</param>
    /// <param name="bootstrap">How many trials must have come to a rung before one goes on from it.</param>
    /// <param name="objective">What is better.</param>
    /// <param name="competes">Whether the trial with a number is one of those that compete here.</param>
    public Rungs(long first, int factor, int bootstrap, Objective objective, Func<int, bool> competes)
    {
        _first = first;
        _factor = factor;
        _bootstrap = bootstrap;
        _objective = objective;
        _competes = competes;
        _ended = new EndedTrials(Note);
    }

    public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials)
    {
        _ended.Advance(trials);
        var (step, value) = trial.Reports[^1];
        var rung = RungOf(step);
        if (rung < 0 || (trial.Reports.Count > 1 && RungOf(trial.Reports[^2].Step) == rung))
        {
            return null;
        }

        var loss = _objective.ToLoss(value);
        var (others, better) = Compare(trial, trials, rung, loss);
        var competing = others + 1;
        // Before there are enough for one to be promoted, the best so far goes on: Optuna's rule, as trials are not suspended.
        var places = Math.Max(1, competing / _factor);
        if (competing > _bootstrap && better < places)
        {
            return null;
        }

        var rule = competing > _bootstrap
            ? string.Create(CultureInfo.InvariantCulture, $"the best {places} go on.")
            : string.Create(CultureInfo.InvariantCulture, $"none goes on before {_bootstrap + 1} have come.");
        return string.Create(CultureInfo.InvariantCulture,
            $"{_objective.Metric} at step {step} is {value:G6}, rank {better + 1} of {competing} trials that came to rung {rung}: {rule}");
    }

    private (int Others, int Better) Compare(Trial trial, IReadOnlyList<Trial> trials, int rung, double loss)
    {
        var ended = rung < _losses.Count ? _losses[rung] : null;
        var others = ended?.Count ?? 0;
        var better = ended?.CountBelow(loss) ?? 0;
        foreach (var running in _ended.Running(trials, trial).Where(t => _competes(t.Number)))
        {
            if (LossAt(running.Reports, rung) is { } other)
            {
                others++;
                better += other < loss ? 1 : 0;
            }
        }

        return (others, better);
    }

    private void Note(Trial trial)
    {
        if (!_competes(trial.Number))
        {
            return;
        }

        var last = -1;
        foreach (var (step, value) in trial.Reports)
        {
            if (RungOf(step) is var rung && rung > last)
            {
                last = rung;
                while (_losses.Count <= rung)
                {
                    _losses.Add(new SortedValues());
                }

                _losses[rung].Add(_objective.ToLoss(value));
            }
        }
    }

    /// <summary>The loss with which a trial came to a rung; null when it did not come there, or passed it by.</summary>
    private double? LossAt(IReadOnlyList<TrialReport> reports, int rung)
    {
        int low = 0, high = reports.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = RungOf(reports[middle].Step) < rung ? (middle + 1, high) : (low, middle);
        }

        return low < reports.Count && RungOf(reports[low].Step) == rung ? _objective.ToLoss(reports[low].Value) : null;
    }

    /// <summary>The highest rung at or below a step; -1 below the first.</summary>
    private int RungOf(int step)
    {
        var rung = -1;
        for (var at = _first; at <= step; at *= _factor)
        {
            rung++;
        }

        return rung;
    }
}
