using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class CmaEsSamplerTests
{
    private static readonly ParameterSpace Cube = new(Enumerable.Range(0, 5).Select(i => new ContinuousParameter($"x{i}", -5, 5)));

    private static readonly ParameterSpace MixedSpace = new(
    [
        new ContinuousParameter("rate", 1e-5, 1, ParameterScale.Log),
        new IntegerParameter("units", 1, 1024, ParameterScale.Log),
        new IntegerParameter("depth", 0, 40),
        new CategoricalParameter("kind", ["a", "b"]),
        new ContinuousParameter("decay", 0, 0.999, ParameterScale.ReverseLog),
        new ContinuousParameter("width", 0, 1) { Condition = new ParameterCondition("kind", [1]) },
    ]);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Propose_GivenTheSameTrialsInANewSession_ProposesTheSameBits(int parallel)
    {
        var search = Search(MixedSpace, 7);

        var trials = ToldSearch.Run(Sampler.CmaEs(), search, 150, End, parallel, checkFresh: true);

        Assert.True(trials.Select(t => t.Point).Distinct().Count() > 140);

        static Trial End(Trial trial) => (trial.Number % 6) switch
        {
            0 => trial with { State = TrialState.Failed, Reason = "out of memory" },
            1 => trial with { State = TrialState.Pruned, Reason = "behind", Reports = [new TrialReport(1 + (trial.Number % 3), trial.Number % 10)] },
            2 => trial with { State = TrialState.Pruned, Reason = "behind" },
            _ => trial with { State = TrialState.Completed, Values = [Mixed(trial.Point)] },
        };
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Propose_GivenAnIllConditionedEllipsoid_ReachesItsMinimumWithin2000Trials(ulong seed)
    {
        var trials = ToldSearch.Run(Sampler.CmaEs(), Search(Cube, seed), 2000, ToldSearch.Complete(Ellipsoid));

        Assert.True(Best(trials) < 1e-6, $"The best value is {Best(trials)}.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Propose_GivenRosenbrock_ReachesItsMinimumWithin6000Trials(ulong seed)
    {
        var trials = ToldSearch.Run(Sampler.CmaEs(), Search(Cube, seed), 6000, ToldSearch.Complete(Rosenbrock));

        Assert.True(Best(trials) < 1e-6, $"The best value is {Best(trials)}.");
    }

    [Fact]
    public void Propose_GivenTrialsInParallel_ReachesTheMinimumToo()
    {
        var trials = ToldSearch.Run(Sampler.CmaEs(), Search(Cube, 3), 3000, ToldSearch.Complete(Ellipsoid), parallel: 8);

        Assert.True(Best(trials) < 1e-6, $"The best value is {Best(trials)}.");
    }

    [Fact]
    public void Propose_GivenAMinimumInACorner_ReachesIt()
    {
        var trials = ToldSearch.Run(Sampler.CmaEs(), Search(Cube, 5), 2000, ToldSearch.Complete(p => p.Sum(x => 5 - x)));

        Assert.True(Best(trials) < 1e-6, $"The best value is {Best(trials)}.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Propose_GivenWholeNumbers_FindsTheBestOnesAndGoesOnTryingTheirNeighbours(ulong seed)
    {
        var sampler = Sampler.CmaEs(new CmaEsOptions { PopulationGrowth = null });

        var trials = ToldSearch.Run(sampler, Search(MixedSpace, seed), 800, ToldSearch.Complete(Mixed));

        Assert.True(Best(trials) < 1e-6, $"The best value is {Best(trials)}.");
        Assert.True(trials.TakeLast(200).Select(t => t.Point[2]).Distinct().Count() >= 3);
    }

    [Fact]
    public void Propose_GivenOnlyWholeNumbers_FindsTheBestOnes()
    {
        var space = new ParameterSpace(Enumerable.Range(0, 6).Select(i => new IntegerParameter($"n{i}", -20, 20)));

        var trials = ToldSearch.Run(Sampler.CmaEs(), Search(space, 1), 600, ToldSearch.Complete(p => p.Select((n, i) => Math.Abs(n - (3 * i))).Sum()));

        Assert.Equal(0, Best(trials));
    }

    [Fact]
    public void Propose_GivenManyLocalMinima_RestartsAndFindsABetterOne()
    {
        static double Rastrigin(ParameterPoint p) => p.Sum(x => ((x - 1) * (x - 1)) + 10 - (10 * Math.Cos(2 * Math.PI * (x - 1))));
        double Mean(int? growth) => Enumerable.Range(0, 5).Average(s => Best(ToldSearch.Run(
            Sampler.CmaEs(new CmaEsOptions { PopulationGrowth = growth }), Search(Cube, (ulong)s), 6000, ToldSearch.Complete(Rastrigin))));

        var (with, without) = (Mean(2), Mean(null));

        Assert.True(with < 0.5 * without, $"With restarts the mean is {with}, without {without}.");
    }

    [Fact]
    public void Propose_GivenAFlatObjective_RestartsSomewhereElse()
    {
        var trials = ToldSearch.Run(Sampler.CmaEs(), Search(Cube, 2), 1500, ToldSearch.Complete(_ => 1.0));

        Assert.Equal(1500, trials.Select(t => t.Point).Distinct().Count());
        Assert.True(trials.TakeLast(300).Select(t => t.Point[0]).Max() - trials.TakeLast(300).Select(t => t.Point[0]).Min() > 3);
    }

    [Fact]
    public void Propose_GivenWarmStartTrials_BeginsWhereTheyWereBest()
    {
        var search = Search(Cube, 1);
        var earlier = ToldSearch.Run(Sampler.CmaEs(), Search(Cube, 9), 300, ToldSearch.Complete(p => p.Sum(x => (x - 3) * (x - 3))))
            .Select(t => t with { Number = t.Number - 300 }).ToList();

        var trials = ToldSearch.Run(Sampler.CmaEs(), search, 8, t => t with { State = TrialState.Failed }, checkFresh: true, earlier: earlier);

        Assert.InRange(trials.TakeLast(8).Average(t => t.Point.Average()), 2, 4);
    }

    [Fact]
    public void Propose_GivenOnlyFailedTrials_StaysWithTheFirstDistribution()
    {
        var search = Search(Cube, 4);

        var trials = ToldSearch.Run(Sampler.CmaEs(), search, 100, t => t with { State = TrialState.Failed, Reason = "no" }, checkFresh: true);

        var expected = Enumerable.Range(0, 100).Select(n => Sampler.CmaEs().Open(search).Propose(n, [])!);
        Assert.Equal(expected, trials.Select(t => t.Point));
    }

    [Fact]
    public void Propose_GivenAGenerationThatIsStillRunning_KeepsItsDistribution()
    {
        var search = Search(Cube, 4);
        var session = Sampler.CmaEs(new CmaEsOptions { PopulationSize = 6 }).Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < 12; number++)
            trials.Add(new Trial { Number = number, Point = session.Propose(number, trials)! });

        for (var i = 0; i < 5; i++)
            trials[i] = trials[i] with { State = TrialState.Completed, Values = [Ellipsoid(trials[i].Point)] };
        var before = session.Propose(12, trials);
        trials[5] = trials[5] with { State = TrialState.Failed };
        var after = session.Propose(12, trials);

        Assert.Equal(Sampler.CmaEs(new CmaEsOptions { PopulationSize = 6 }).Open(search).Propose(12, []), before);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void Propose_GivenTrialsToldFromOutside_MovesTowardsTheGoodOnes()
    {
        var search = Search(Cube, 4);
        var trials = Enumerable.Range(0, 320)
            .Select(i => new SamplerRandom(99, SamplerStream.Uniform, i).NextPoint(Cube))
            .Select((p, i) => new Trial { Number = i, Point = p, State = TrialState.Completed, Values = [p.Sum(x => (x - 3) * (x - 3))] })
            .ToList();

        var proposals = Enumerable.Range(320, 40).Select(n => Sampler.CmaEs().Open(search).Propose(n, trials)!);

        // 0 without them; the better half of uniform points lies near 1.2.
        Assert.InRange(proposals.Average(p => p.Average()), 0.8, 1.6);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    public void Propose_GivenExtremeValues_GoesOn(double extreme)
    {
        var trials = ToldSearch.Run(
            Sampler.CmaEs(), Search(MixedSpace, 1), 300, t => t with { State = TrialState.Completed, Values = [t.Number % 2 == 0 ? extreme : -extreme] }, checkFresh: true);

        Assert.Equal(300, trials.Count);
    }

    [Fact]
    public void Propose_WhenMaximisingTheNegative_ProposesTheSame()
    {
        var down = ToldSearch.Run(Sampler.CmaEs(), Search(Cube, 6), 100, ToldSearch.Complete(Rosenbrock));
        var maximised = new SearchDefinition(Cube, [new Objective("v:gain", MetricDirection.Maximize)], 6);

        var up = ToldSearch.Run(Sampler.CmaEs(), maximised, 100, ToldSearch.Complete(p => -Rosenbrock(p)));

        Assert.Equal(down.Select(t => t.Point), up.Select(t => t.Point));
    }

    [Fact]
    public void FindProblems_GivenSettingsOutOfRange_NamesEach()
    {
        var sampler = Sampler.CmaEs(new CmaEsOptions { PopulationSize = 3, InitialStepSize = double.NaN, PopulationGrowth = 0 });

        var problems = sampler.FindProblems(Search(Cube, 0)).ToList();

        Assert.Equal(
            [
                "CmaEsOptions.PopulationSize is 3; allowed: 4 to 10000, or null.",
                "CmaEsOptions.InitialStepSize is NaN; allowed: more than 0 and at most 1.",
                "CmaEsOptions.PopulationGrowth is 0; allowed: 1 to 10, or null.",
            ],
            problems);
    }

    [Fact]
    public void FindProblems_GivenSeveralObjectivesAndNoNumbers_NamesBoth()
    {
        var space = new ParameterSpace(
        [
            new CategoricalParameter("kind", ["a", "b"]), new ContinuousParameter("x", 0, 1) { Condition = new ParameterCondition("kind", [0]) },
        ]);
        var search = new SearchDefinition(space, [new Objective("v:a", MetricDirection.Minimize), new Objective("v:b", MetricDirection.Minimize)]);

        var problems = Sampler.CmaEs().FindProblems(search).ToList();

        Assert.Equal(2, problems.Count);
        Assert.Contains("has 2", problems[0], StringComparison.Ordinal);
        Assert.Contains("without a condition", problems[1], StringComparison.Ordinal);
        Assert.Empty(Sampler.CmaEs().FindProblems(Search(MixedSpace, 0)));
    }

    private static double Ellipsoid(ParameterPoint p) => p.Select((x, i) => Math.Pow(10, 6.0 * i / 4) * (x - 1) * (x - 1)).Sum();

    private static double Rosenbrock(ParameterPoint p)
    {
        var sum = 0.0;
        for (var i = 0; i + 1 < p.Count; i++)
        {
            var (valley, along) = (p[i + 1] - (p[i] * p[i]), 1 - p[i]);
            sum += (100 * valley * valley) + (along * along);
        }

        return sum;
    }

    private static double Mixed(ParameterPoint p)
    {
        var (rate, units, decay) = (Math.Log10(p[0]) + 2, Math.Log2(p[1] / 48), Math.Log10(1 - p[4]) + 1);
        return (rate * rate) + (units * units) + (Math.Abs(p[2] - 13) / 4) + (decay * decay);
    }

    private static double Best(IEnumerable<Trial> trials) => trials.Min(t => t.Values[0]);

    private static SearchDefinition Search(ParameterSpace space, ulong seed) => new(space, [new Objective("v:loss", MetricDirection.Minimize)], seed);
}
