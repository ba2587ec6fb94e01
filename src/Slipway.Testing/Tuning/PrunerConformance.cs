using Slipway.Tuning;

namespace Slipway.Testing;

/// <summary>
/// The contract of <see cref="IPruner"/> and its sessions: answers that depend on the arguments only, that treat both directions alike, and that do not stumble over trials without reports, with
/// other steps, running, failed, pruned, or of earlier searches.
/// </summary>
public sealed class PrunerConformance : ConformanceSuite
{
    private const int Steps = 30;

    private readonly Func<IPruner> _create;
    private readonly bool _absolute;

    /// <summary>A suite.</summary>
    /// <param name="create">Makes the pruner, the same each time.</param>
    /// <param name="absolute">
    /// True for a pruner that judges values by themselves, such as a threshold: it is not asked to keep the best trial, nor to treat directions alike.
    /// </param>
    public PrunerConformance(Func<IPruner> create, bool absolute = false)
    {
        ArgumentNullException.ThrowIfNull(create);
        _create = create;
        _absolute = absolute;
        Add("Description_IsOneStableLine", HasDescription);
        Add("ShouldPrune_FromFreshSession_AnswersTheSame", IsPure);
        Add("ShouldPrune_FromSessionsOnManyThreads_AnswersTheSame", IsThreadSafe);
        Add("ShouldPrune_GivenTheBestTrialAtEveryStep_KeepsIt", KeepsTheBest);
        Add("ShouldPrune_WhenMaximisingTheNegative_AnswersTheSame", IsSymmetric);
        Add("ShouldPrune_GivenOddHistories_Answers", HandlesOddHistories);
        Add("ShouldPrune_GivenReason_IsASentence", GivesReasons);
    }

    private void HasDescription(string check)
    {
        var (first, second) = (_create().Description, _create().Description);
        Require(
            check, first.Length > 0 && !first.Contains('\n', StringComparison.Ordinal) && first == second,
            $"Description is '{first}' and then '{second}'; expected one line that stays the same.");
    }

    private void IsPure(string check)
    {
        var search = TestSpaces.Search(TestSpaces.Single);
        var session = _create().Open(search);
        foreach (var (trial, trials) in Situations(static v => v))
        {
            var known = session.ShouldPrune(trial, trials);
            var fresh = Ask(search, trial, [.. trials]);
            Require(
                check, known == fresh,
                $"for trial {trial.Number} after step {trial.Reports[^1].Step} a session that has seen everything answered {Word(known)}, and a fresh one {Word(fresh)}; " +
                "a decision must depend on the search, the trial and the trials only.");
        }
    }

    private void IsThreadSafe(string check)
    {
        var search = TestSpaces.Search(TestSpaces.Single);
        var pruner = _create();
        var situations = Situations(static v => v).ToList();
        var expected = situations.ConvertAll(s => Ask(search, s.Trial, s.Trials));
        var wrong = 0;
        Parallel.For(0, situations.Count * 4, i =>
        {
            var (trial, trials) = situations[i % situations.Count];
            if (pruner.Open(search).ShouldPrune(trial, trials) != expected[i % situations.Count])
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Require(check, wrong == 0, $"{wrong} of {situations.Count * 4} answers differ when sessions of one pruner are used on several threads.");
    }

    private void KeepsTheBest(string check)
    {
        if (_absolute)
        {
            return;
        }

        var search = TestSpaces.Search(TestSpaces.Single);
        foreach (var (trial, trials) in Situations(static v => v).Where(s => s.Trial.Number % 10 == 9))
        {
            var best = trial with { Reports = [.. trial.Reports.Select(r => r with { Value = -1000 - r.Step })] };
            Require(
                check, Ask(search, best, Replace(trials, best)) is null,
                $"it gives up trial {trial.Number} after step {best.Reports[^1].Step}, although no trial was better at any step and it gets better.");
        }
    }

    private void IsSymmetric(string check)
    {
        if (_absolute)
        {
            return;
        }

        var down = TestSpaces.Search(TestSpaces.Single);
        var up = down with { Objectives = [down.Objectives[0] with { Direction = MetricDirection.Maximize }] };
        foreach (var ((trial, trials), (mirrored, all)) in Situations(static v => v).Zip(Situations(static v => -v)))
        {
            var (first, second) = (Ask(down, trial, trials) is null, Ask(up, mirrored, all) is null);
            Require(check, first == second, $"trial {trial.Number} after step {trial.Reports[^1].Step}: minimising a value and maximising its negative differ.");
        }
    }

    private void HandlesOddHistories(string check)
    {
        var search = TestSpaces.Search(TestSpaces.Single);
        var trial = Trial(5, TrialState.Running, [new TrialReport(3, 1), new TrialReport(4, 1), new TrialReport(90, 1)]);
        Trial[][] histories =
        [
            [trial],
            [Trial(0, TrialState.Failed, []), Trial(1, TrialState.Running, []), Trial(2, TrialState.Completed, []), trial],
            [Trial(-3, TrialState.Completed, [new TrialReport(1, 0.5)]), Trial(0, TrialState.Pruned, [new TrialReport(1, 0.5)]), trial],
            [Trial(0, TrialState.Completed, [new TrialReport(7, double.MaxValue)]), Trial(1, TrialState.Completed, [new TrialReport(1_000_000, double.MinValue)]), trial],
            [.. Enumerable.Range(0, 5).Select(i => Trial(i, TrialState.Completed, [new TrialReport(3, 1), new TrialReport(4, 1)])), trial],
        ];
        foreach (var history in histories)
        {
            var answer = Ask(search, trial, history);
            Require(check, answer is null || answer.Length > 0, "it gives up a trial without saying why.");
        }
    }

    private void GivesReasons(string check)
    {
        var search = TestSpaces.Search(TestSpaces.Single);
        foreach (var (trial, trials) in Situations(static v => v))
        {
            var reason = Ask(search, trial, trials);
            Require(check, reason is null || reason.Trim().Length > 3, $"it gives up trial {trial.Number} for the reason '{reason}'; expected a few words.");
        }
    }

    private string? Ask(SearchDefinition search, Trial trial, IReadOnlyList<Trial> trials) => _create().Open(search).ShouldPrune(trial, trials);

    /// <summary>Forty learning curves with gaps and crossings, some ended each way, asked about at every report of every tenth or so.</summary>
    private static IEnumerable<(Trial Trial, IReadOnlyList<Trial> Trials)> Situations(Func<double, double> mirror)
    {
        var trials = new List<Trial>();
        for (var number = 0; number < 40; number++)
        {
            var reports = new List<TrialReport>();
            for (var step = 1 + (number % 2); step <= Steps; step += 1 + (number % 3))
            {
                var value = (((number * 37) % 40) / 40.0) + (2.0 / (step + (number % 5))) + (0.05 * Math.Sin(number + step));
                reports.Add(new TrialReport(step, mirror(value)));
                var running = Trial(number, TrialState.Running, [.. reports]);
                if (number % 3 == 0)
                {
                    yield return (running, [.. trials, running]);
                }
            }

            trials.Add((number % 7) switch
            {
                _ when number % 3 == 0 => Trial(number, TrialState.Completed, reports) with { Values = [reports[^1].Value] },
                2 => Trial(number, TrialState.Pruned, reports[..3]),
                4 => Trial(number, TrialState.Failed, reports[..2]),
                5 => Trial(number, TrialState.Running, reports[..4]),
                _ => Trial(number, TrialState.Completed, reports) with { Values = [reports[^1].Value] },
            });
        }
    }

    private static Trial Trial(int number, TrialState state, IReadOnlyList<TrialReport> reports) =>
        new() { Number = number, Point = new ParameterPoint([0.5]), State = state, Reports = reports, Values = state == TrialState.Completed ? [1] : [] };

    private static IReadOnlyList<Trial> Replace(IReadOnlyList<Trial> trials, Trial trial) => [.. trials.Select(t => t.Number == trial.Number ? trial : t)];

    private static string Word(string? answer) => answer is null ? "to go on" : $"'{answer}'";
}
