using System.Globalization;

namespace Slipway.Tuning;

/// <summary>The trials of a search and what may happen to them. One writer at a time; <see cref="Trials"/> may be read by any thread.</summary>
internal sealed class TrialLedger(IReadOnlyList<Objective> objectives, IReadOnlyList<Trial> prior)
{
    private volatile TrialList _trials = TrialList.From(prior);

    public TrialList Trials => _trials;

    /// <summary>Number of trials of earlier searches, which stand first.</summary>
    public int PriorCount { get; } = prior.Count;

    /// <summary>Number of the next trial.</summary>
    public int NextNumber => _trials.Count - PriorCount;

    /// <summary>The best completed trial by the first objective, the earliest of equals; null when none is completed.</summary>
    public Trial? Best { get; private set; }

    public Trial Get(int number) => number >= 0 && number < NextNumber
        ? _trials[PriorCount + number]
        : throw new ArgumentOutOfRangeException(nameof(number), number, NextNumber == 0
            ? "There is no trial with this number: none was asked for yet."
            : string.Create(CultureInfo.InvariantCulture, $"There is no trial with this number; expected: 0 to {NextNumber - 1}."));

    /// <summary>A trial that goes on.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public Trial GetRunning(int number)
    {
        var trial = Get(number);
        return trial.State == TrialState.Running ? trial : throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"Trial {number} has ended already ({Name(trial.State)}); what became of it cannot change."));
    }

    /// <summary>The trial with one more report.</summary>
    public Trial Reported(int number, int step, double value)
    {
        var trial = GetRunning(number);
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, string.Create(CultureInfo.InvariantCulture,
                $"Trial {number} reported {value} at step {step}; expected: a finite number. End the trial by TellFailed when training has diverged."));
        }

        var last = trial.Reports.Count > 0 ? trial.Reports[^1].Step : 0;
        if (step <= last)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, string.Create(CultureInfo.InvariantCulture,
                $"Trial {number} reported step {step} after step {last}; expected: at least {last + 1}. Call Restart first when the trial begins anew."));
        }

        return trial with { Reports = ((ReportList)trial.Reports).Append(new TrialReport(step, value)) };
    }

    /// <summary>The trial ended with values; failed when one of them is not finite.</summary>
    public Trial Completed(int number, ReadOnlySpan<double> values, DateTimeOffset time)
    {
        var trial = GetRunning(number);
        if (values.Length != objectives.Count)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Trial {number} was told {values.Length} values; expected: {objectives.Count}, one each for {string.Join(", ", objectives.Select(o => o.Metric))}."),
                nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                return Failed(number, string.Create(CultureInfo.InvariantCulture, $"{objectives[i].Metric} is {values[i]}, which is not a finite number."), time);
            }
        }

        return Ended(trial, TrialState.Completed, time) with { Values = Array.AsReadOnly(values.ToArray()) };
    }

    public Trial Pruned(int number, string reason, DateTimeOffset time) =>
        Ended(GetRunning(number), TrialState.Pruned, time) with { Reason = reason };

    public Trial Failed(int number, string reason, DateTimeOffset time) =>
        Ended(GetRunning(number), TrialState.Failed, time) with { Reason = reason };

    public Trial Restarted(int number, string? jobName) =>
        Anew(GetRunning(number), jobName);

    /// <summary>Enters the trial with <see cref="NextNumber"/>.</summary>
    public void Add(Trial trial) => _trials = _trials.Add(trial);

    /// <summary>Enters what became of a trial.</summary>
    public void Replace(Trial trial)
    {
        _trials = _trials.With(PriorCount + trial.Number, trial);
        if (trial.State == TrialState.Completed && (Best is null || objectives[0].IsBetter(trial.Values[0], Best.Values[0])
            || (trial.Values[0] == Best.Values[0] && trial.Number < Best.Number)))
        {
            Best = trial;
        }
    }

    private static Trial Anew(Trial trial, string? jobName) => trial with { Reports = ReportList.Empty, JobName = jobName ?? trial.JobName };

    private static Trial Ended(Trial trial, TrialState state, DateTimeOffset time) =>
        trial with { State = state, Ended = time, Reports = ((ReportList)trial.Reports).Trim() };

    private static string Name(TrialState state) => state switch
    {
        TrialState.Completed => "completed",
        TrialState.Pruned => "pruned",
        _ => "failed",
    };
}
