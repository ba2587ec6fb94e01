using Slipway.Tuning;

namespace Slipway.Testing;

/// <summary>
/// The contract of <see cref="ISampler"/>: valid proposals in every kind of space, the same proposals from the same trials, and no stumbling over
/// running, failed, pruned, earlier or extreme trials. Run it for each setting of your sampler that behaves differently.
/// </summary>
/// <example>
/// <code>
/// public static TheoryData&lt;string&gt; Checks => [.. new SamplerConformance(() => new MySampler()).Names];
/// [Theory, MemberData(nameof(Checks))]
/// public void MySampler_KeepsToItsContract(string check) => new SamplerConformance(() => new MySampler()).Run(check);
/// </code>
/// </example>
public sealed class SamplerConformance : ConformanceSuite
{
    private const int TrialCount = 40;

    private readonly Func<ISampler> _create;

    /// <summary>A suite.</summary>
    /// <param name="create">Makes the sampler, the same each time.</param>
    public SamplerConformance(Func<ISampler> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _create = create;
        Add("Description_IsOneStableLine", HasDescription);
        Add("FindProblems_NeverThrows_AndSomeSpaceIsAccepted", AcceptsSomeSpace);
        Add("Propose_GivesPointsOfTheSpace", ProposesPoints);
        Add("Propose_FromFreshSession_IsTheSame", IsAFunctionOfTheTrials);
        Add("Propose_WithOtherSearchBetween_IsTheSame", HasNoSharedState);
        Add("Propose_GivenOtherSeed_MayDifferButIsValid", AcceptsAnySeed);
        Add("Propose_GivenRunningTrials_GivesFurtherPoints", HandlesRunningTrials);
        Add("Propose_GivenFailedAndPrunedTrials_GoesOn", HandlesEndedWithoutValue);
        Add("Propose_GivenOnlyFailedTrials_GoesOn", HandlesOnlyFailures);
        Add("Propose_GivenTrialsOfEarlierSearches_GoesOn", HandlesEarlierTrials);
        Add("Propose_GivenExtremeOrEqualValues_GoesOn", HandlesExtremeValues);
        Add("Propose_WhenMaximisingTheNegative_IsTheSame", IsSymmetric);
        Add("Propose_GivenEveryTrialAtOnePoint_GoesOn", HandlesDuplicates);
    }

    private static void HasDescription(string check, ISampler sampler, ISampler again) => Require(
        check, sampler.Description.Length > 0 && !sampler.Description.Contains('\n', StringComparison.Ordinal) && sampler.Description == again.Description,
        $"Description is '{sampler.Description}' and then '{again.Description}'; expected one line that stays the same.");

    private void HasDescription(string check) => HasDescription(check, _create(), _create());

    private void AcceptsSomeSpace(string check) => Require(
        check, Accepted().Any(), "FindProblems refuses every kind of space, also one of two continuous parameters.");

    private void ProposesPoints(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            _ = Simulate(check, name, search, TrialCount);
        }
    }

    private void IsAFunctionOfTheTrials(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            var trials = Simulate(check, name, search, TrialCount);
            for (var n = 0; n < trials.Count; n += n < 12 ? 1 : 7)
            {
                var again = _create().Open(search).Propose(n, trials[..n]);
                Require(
                    check, trials[n].Point.Equals(again),
                    $"in the space '{name}' a session that has seen all trials proposed [{string.Join(", ", trials[n].Point)}] as trial {n}, and a fresh one given the " +
                    $"same trials [{(again is null ? "nothing" : string.Join(", ", again))}]; a proposal must depend on the search, the trials and the number only.");
            }
        }
    }

    private void HasNoSharedState(string check)
    {
        var (name, search) = Accepted().First();
        var alone = Simulate(check, name, search, 20);
        var session = _create().Open(search);
        var trials = new List<Trial>();
        foreach (var expected in alone)
        {
            var other = search with { Seed = search.Seed + 17 };
            _ = _create().Open(other).Propose(0, []);
            var point = Propose(check, name, session, search, trials.Count, trials);
            Require(check, point is not null && expected.Point.Equals(point), $"trial {trials.Count} changed because another search ran in between.");
            trials.Add(expected);
        }
    }

    private void AcceptsAnySeed(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            foreach (var seed in new[] { 0UL, 2UL, ulong.MaxValue })
            {
                _ = Simulate(check, name, search with { Seed = seed }, 15);
            }
        }
    }

    private void HandlesRunningTrials(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            var session = _create().Open(search);
            List<Trial> trials = [.. Simulate(check, name, search, 20)];
            var first = trials.Count;
            while (trials.Count < first + 6 && Propose(check, name, session, search, trials.Count, trials) is { } point)
            {
                trials.Add(new Trial { Number = trials.Count, Point = point });
            }

            var distinct = trials.Skip(first).Select(t => t.Point).Distinct().Count();
            Require(
                check, trials.Count - first < 2 || distinct > 1 || search.Space.Parameters.All(p => p.Cardinality < 8),
                $"in the space '{name}' all of {trials.Count - first} trials that run at once have the same point.");
        }
    }

    private void HandlesEndedWithoutValue(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            _ = Simulate(check, name, search, TrialCount, (trial, i) => (i % 3) switch
            {
                0 => trial with { State = TrialState.Failed, Values = [], Reason = "no memory" },
                1 => trial with { State = TrialState.Pruned, Values = [], Reports = [new TrialReport(1, 3), new TrialReport(2 + (i % 4), trial.Values[0])] },
                _ => trial,
            });
        }
    }

    private void HandlesOnlyFailures(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            _ = Simulate(check, name, search, 25, static (trial, _) => trial with { State = TrialState.Failed, Values = [] });
        }
    }

    private void HandlesEarlierTrials(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            var earlier = Simulate(check, name, search with { Seed = 99 }, 15).Select(t => t with { Number = t.Number - 15 }).ToList();
            var session = _create().Open(search);
            for (var n = 0; n < 10 && Propose(check, name, session, search, n, earlier) is { } point; n++)
            {
                earlier.Add(Completed(search, n, point));
            }
        }
    }

    private void HandlesExtremeValues(string check)
    {
        double[] values = [1e300, -1e300, double.MaxValue, double.MinValue, double.Epsilon, 0, 1, 1];
        foreach (var (name, search) in Accepted())
        {
            _ = Simulate(check, name, search, TrialCount, (trial, i) => trial with { Values = [.. trial.Values.Select(_ => values[i % values.Length])] });
            _ = Simulate(check, name, search, TrialCount, static (trial, _) => trial with { Values = [.. trial.Values.Select(_ => 7.0)] });
        }
    }

    private void IsSymmetric(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            var mirrored = search with { Objectives = [.. search.Objectives.Select(o => o with { Direction = MetricDirection.Maximize })] };
            var down = Simulate(check, name, search, 25);
            var up = Simulate(check, name, mirrored, 25, static (trial, _) => trial with { Values = [.. trial.Values.Select(v => -v)] });
            Require(
                check, down.Select(t => t.Point).SequenceEqual(up.Select(t => t.Point)),
                $"in the space '{name}' minimising a value and maximising its negative lead to different proposals.");
        }
    }

    private void HandlesDuplicates(string check)
    {
        foreach (var (name, search) in Accepted())
        {
            var units = new double[search.Space.Count];
            Array.Fill(units, 0.4);
            var point = search.Space.FromUnits(units);
            var trials = Enumerable.Range(0, 30).Select(i => Completed(search, i, point)).ToList();
            _ = Propose(check, name, _create().Open(search), search, trials.Count, trials);
        }
    }

    /// <summary>Searches that the sampler accepts; one with one and one with two objectives for each space.</summary>
    private IEnumerable<(string Name, SearchDefinition Search)> Accepted()
    {
        foreach (var (name, space) in TestSpaces.All)
        {
            foreach (var objectives in new[] { 1, 2 })
            {
                var search = TestSpaces.Search(space, objectives);
                if (!_create().FindProblems(search).Any())
                {
                    yield return (objectives == 1 ? name : $"{name}, two objectives", search);
                }
            }
        }
    }

    private List<Trial> Simulate(string check, string name, SearchDefinition search, int count, Func<Trial, int, Trial>? end = null)
    {
        var session = _create().Open(search);
        var trials = new List<Trial>();
        while (trials.Count < count && Propose(check, name, session, search, trials.Count, trials) is { } point)
        {
            var trial = Completed(search, trials.Count, point);
            trials.Add(end is null ? trial : end(trial, trials.Count));
        }

        return trials;
    }

    private static ParameterPoint? Propose(
        string check, string name, ISamplerSession session, SearchDefinition search, int number, List<Trial> trials)
    {
        var point = session.Propose(number, [.. trials]);
        Require(
            check, point is not null || trials.Count > 0, $"in the space '{name}' nothing was proposed as the first trial.");
        Require(
            check, point is null || search.Space.Contains(point),
            $"in the space '{name}' trial {number} got [{(point is null ? "" : string.Join(", ", point))}], which is no point of it (NaN where a parameter does not exist, a value " +
            "of the parameter everywhere else).");
        return point;
    }

    private static Trial Completed(SearchDefinition search, int number, ParameterPoint point) => new()
    {
        Number = number,
        Point = point,
        State = TrialState.Completed,
        Values = [.. search.Objectives.Select((_, i) => TestSpaces.Value(search.Space, point, i))],
    };
}
