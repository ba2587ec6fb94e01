using System.Globalization;
using Slipway.Storage;
using Slipway.Tuning;

namespace Slipway;

/// <summary>
/// A search by ask and tell: <see cref="Ask"/> says what to try, the caller tries it in whatever way, reports values on the way, and tells what came
/// out. Thread-safe: any number of trials may run at the same time.
/// </summary>
/// <remarks>
/// Proposals depend on the definition, the sampler and the trials so far, and on nothing else: asked and told one after the other, two searches with
/// the same seed propose the same points, bit for bit.
/// <para>
/// With a journal, every change is written down before it happens. A call that throws <see cref="TuningJournalException"/> (a full disk) has changed
/// nothing and can be made again.
/// </para>
/// </remarks>
public sealed class HyperparameterSearch : IDisposable
{
    private readonly Lock _asking = new();
    private readonly Lock _changing = new();
    private readonly Lock _pruning = new();
    private readonly ISampler _sampler;
    private readonly ISamplerSession _proposals;
    private readonly IPrunerSession _pruner;
    private readonly TimeProvider _clock;
    private readonly TrialLedger _ledger;
    private readonly SearchJournal? _journal;
    private bool _exhausted;
    private volatile bool _disposed;

    private HyperparameterSearch(
        SearchDefinition definition, ISampler sampler, ISamplerSession proposals, IPrunerSession pruner, TimeProvider clock, TrialLedger ledger, SearchJournal? journal)
    {
        Definition = definition;
        _sampler = sampler;
        _proposals = proposals;
        _pruner = pruner;
        _clock = clock;
        _ledger = ledger;
        _journal = journal;
        Id = journal?.Began.ToString("O", CultureInfo.InvariantCulture) ?? Guid.NewGuid().ToString("N");
    }

    /// <summary>What no other search has: when its journal was begun, or a random text without a journal.</summary>
    internal string Id { get; }

    /// <summary>What the search is about.</summary>
    public SearchDefinition Definition { get; }

    /// <summary>
    /// All trials at this moment by increasing number: those of the warm start (negative numbers), then this search's own. The list does not change;
    /// ask again for a later moment. Costs nothing.
    /// </summary>
    public IReadOnlyList<Trial> Trials => _ledger.Trials;

    /// <summary>This search's best completed trial, the earliest of equals; null when none is completed yet. Those of the warm start do not count.</summary>
    /// <exception cref="InvalidOperationException">There are several objectives.</exception>
    public Trial? Best => Definition.Objectives.Count == 1
        ? _ledger.Best
        : throw new InvalidOperationException("With several objectives there is no single best trial; read ParetoFront.");

    /// <summary>
    /// This search's completed trials that no other one beats (as good by every objective and better by one), by increasing number. With one
    /// objective: all trials as good as the best.
    /// </summary>
    public IReadOnlyList<Trial> ParetoFront => ParetoFronts.First(Definition.Objectives, _ledger.Trials.Skip(_ledger.PriorCount));

    /// <summary>Begins a search.</summary>
    /// <param name="definition">Space, objectives, seed.</param>
    /// <param name="sampler">Decides what to try next.</param>
    /// <param name="pruner">Decides what to give up early; null lets every trial run to its end.</param>
    /// <param name="options">More settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The search cannot be done like this; all reasons.</exception>
    /// <exception cref="TuningJournalException">The journal is in use, damaged, that of another search, or cannot be written.</exception>
    public static HyperparameterSearch Create(
        SearchDefinition definition, ISampler sampler, IPruner? pruner = null, HyperparameterSearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(sampler);
        pruner ??= Pruner.None();
        options ??= new HyperparameterSearchOptions();
        IReadOnlyList<Trial> prior = [.. options.WarmStart.Where(t => t.State != TrialState.Running)];
        var problems = SearchValidation.FindProblems(definition, sampler, pruner, prior).ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException("This search cannot be done:" + string.Concat(problems.Select(p => $"{Environment.NewLine}  - {p}")));
        }

        prior = [.. prior.Select((t, i) => t with { Number = i - prior.Count })];
        var proposals = sampler.Open(definition);
        var pruning = pruner.Open(definition);
        if (options.Journal is not { } path)
        {
            var trials = new TrialLedger(definition.Objectives, prior);
            return new HyperparameterSearch(definition, sampler, proposals, pruning, options.Clock, trials, null);
        }

        var now = options.Clock.GetUtcNow();
        var header = JournalHeader.Create(definition, sampler.Description, pruner.Description, options.Identity, prior.Count, now);
        var journal = SearchJournal.Open(OpenLog(path, options), header, prior, now, out var ledger);
        return new HyperparameterSearch(definition, sampler, proposals, pruning, options.Clock, ledger, journal);
    }

    /// <summary>What to try next. The trial runs until it is told of by <see cref="Tell"/>, <see cref="TellPruned"/> or <see cref="TellFailed"/>.</summary>
    /// <param name="jobName">Names the job that will run the trial; null for none.</param>
    /// <returns>The new trial, or null when the sampler has nothing left to propose (a grid is done).</returns>
    /// <exception cref="SlipwayException">The sampler proposed a point outside the space.</exception>
    public Trial? Ask(Func<Trial, string?>? jobName = null)
    {
        lock (_asking)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_exhausted)
            {
                return null;
            }

            var number = _ledger.NextNumber;
            if (_proposals.Propose(number, _ledger.Trials) is not { } point)
            {
                _exhausted = true;
                return null;
            }

            if (!Definition.Space.Contains(point))
            {
                throw new SlipwayException(string.Create(CultureInfo.InvariantCulture,
                    $"The sampler {_sampler.Description} proposed a point outside the space for trial {number}: {PointText.Of(Definition.Space, point)}. ") +
                    "That is a mistake in the sampler; use another one.");
            }

            var trial = new Trial { Number = number, Point = point, Reports = ReportList.Empty, Started = _clock.GetUtcNow() };
            trial = trial with { JobName = jobName?.Invoke(trial) };
            lock (_changing)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                _journal?.Asked(trial);
                _ledger.Add(trial);
            }

            return trial;
        }
    }

    /// <summary>Notes a value of the first objective within a trial.</summary>
    /// <param name="number">The trial's number.</param>
    /// <param name="step">1-based epoch or iteration; more than at the trial's report before.</param>
    /// <param name="value">The value; finite.</param>
    /// <returns>Null to go on, or why to give the trial up: stop it, then call <see cref="TellPruned"/> with this reason.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial, the step does not increase, or the value is not finite.</exception>
    /// <exception cref="InvalidOperationException">The trial has ended.</exception>
    public string? Report(int number, int step, double value)
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var reported = _ledger.Reported(number, step, value);
            _journal?.Reported(reported);
            _ledger.Replace(reported);
        }

        lock (_pruning)
        {
            var trials = _ledger.Trials;
            var trial = trials[_ledger.PriorCount + number];
            return trial.State == TrialState.Running && trial.Reports.Count > 0 ? _pruner.ShouldPrune(trial, trials) : null;
        }
    }

    /// <summary>Tells what came out of a trial. It is completed, or failed when a value is NaN or infinite.</summary>
    /// <param name="number">The trial's number.</param>
    /// <param name="values">One value an objective, in their order.</param>
    /// <returns>The ended trial.</returns>
    /// <exception cref="ArgumentException">There is no such trial, or the number of values is not that of the objectives.</exception>
    /// <exception cref="InvalidOperationException">The trial has ended already.</exception>
    public Trial Tell(int number, params ReadOnlySpan<double> values)
    {
        lock (_changing)
        {
            return End(_ledger.Completed(number, values, _clock.GetUtcNow()));
        }
    }

    /// <summary>Tells that a trial was given up early.</summary>
    /// <param name="number">The trial's number.</param>
    /// <param name="reason">Why, as a sentence: what <see cref="Report"/> returned.</param>
    /// <returns>The ended trial.</returns>
    /// <exception cref="ArgumentException">There is no such trial, or no reason.</exception>
    /// <exception cref="InvalidOperationException">The trial has ended already.</exception>
    public Trial TellPruned(int number, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        lock (_changing)
        {
            return End(_ledger.Pruned(number, reason, _clock.GetUtcNow()));
        }
    }

    /// <summary>Tells that a trial ended without a value.</summary>
    /// <param name="number">The trial's number.</param>
    /// <param name="reason">Why, as a sentence.</param>
    /// <returns>The ended trial.</returns>
    /// <exception cref="ArgumentException">There is no such trial, or no reason.</exception>
    /// <exception cref="InvalidOperationException">The trial has ended already.</exception>
    public Trial TellFailed(int number, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        lock (_changing)
        {
            return End(_ledger.Failed(number, reason, _clock.GetUtcNow()));
        }
    }

    /// <summary>
    /// Begins a running trial anew, with the same number and point: its reports are dropped. For a trial that was running when an earlier process
    /// died, or one whose job is run again.
    /// </summary>
    /// <param name="number">The trial's number.</param>
    /// <param name="jobName">Name of the job that runs it now; null keeps the name that it has.</param>
    /// <returns>The trial, without reports.</returns>
    /// <exception cref="ArgumentException">There is no such trial.</exception>
    /// <exception cref="InvalidOperationException">The trial has ended.</exception>
    public Trial Restart(int number, string? jobName = null)
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var trial = _ledger.Restarted(number, jobName);
            _journal?.Restarted(trial);
            _ledger.Replace(trial);
            return trial;
        }
    }

    /// <summary>Ends the search and lets go of its journal; what is known of it can still be read.</summary>
    public void Dispose()
    {
        lock (_asking)
        {
            lock (_changing)
            {
                _disposed = true;
                _journal?.Dispose();
            }
        }
    }

    private static IJournalLog OpenLog(string journal, HyperparameterSearchOptions options) => LocalPath.TryGet(journal, out var path)
        ? FileJournalLog.Open(path, options.FlushToDisk)
        : ObjectJournalLog.Open(journal, options.Services, options.Clock);

    /// <summary>Writes the end of a trial down, then enters it: when it cannot be written, nothing has changed.</summary>
    private Trial End(Trial trial)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _journal?.Ended(trial);
        _ledger.Replace(trial);
        return trial;
    }
}
