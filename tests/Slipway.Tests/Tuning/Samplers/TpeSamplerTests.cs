using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class TpeSamplerTests
{
    private static readonly ParameterSpace Plane = new([new ContinuousParameter("x", -5, 10), new ContinuousParameter("y", 0, 15)]);

    private static readonly ParameterSpace Conditional = new(
    [
        new CategoricalParameter("kind", ["a", "b"]),
        new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log) { Condition = new ParameterCondition("kind", [0]) },
        new IntegerParameter("depth", 1, 30) { Condition = new ParameterCondition("kind", [1]) },
    ]);

    [Fact]
    public void Propose_GivenTheSameTrialsInANewSession_ProposesTheSameBits()
    {
        var search = Search(Conditional, 7);
        var session = Sampler.Tpe().Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < 40; number++)
        {
            var point = session.Propose(number, trials)!;
            var fresh = Sampler.Tpe().Open(search).Propose(number, trials)!;

            Assert.Equal(point, fresh);
            Assert.True(search.Space.Contains(point));
            trials.Add(Completed(number, point, double.IsNaN(point[1]) ? Math.Abs(point[2] - 11) : 20 + Math.Abs(Math.Log(point[1]))));
        }
    }

    [Fact]
    public void Propose_GivenBranin_FindsBetterPointsThanRandomSearch()
    {
        double MeanRegret(ISampler sampler) => Enumerable.Range(0, 10).Average(s => BestBranin(sampler, (ulong)s) - 0.397887);

        var tpe = MeanRegret(Sampler.Tpe());
        var random = MeanRegret(Sampler.Random());

        Assert.True(tpe < 0.6 * random, $"TPE's mean regret is {tpe}, random search's {random}.");
    }

    [Fact]
    public void Propose_GivenAChoiceThatAlwaysFails_LeavesIt()
    {
        var search = Search(Conditional, 3);
        var session = Sampler.Tpe().Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < 60; number++)
        {
            var point = session.Propose(number, trials)!;
            trials.Add(point[0] == 0
                ? new Trial { Number = number, Point = point, State = TrialState.Failed, Reason = "out of memory" }
                : Completed(number, point, point[2]));
        }

        Assert.True(trials.Skip(40).Count(t => t.Point[0] == 0) <= 4);
    }

    [Fact]
    public void Propose_GivenWarmStartTrials_UsesThemInsteadOfStartingUp()
    {
        var search = Search(Plane, 1);
        var trials = Enumerable.Range(0, 40)
            .Select(i => Completed(i - 40, search.Space.FromUnits([(i + 0.5) / 40, (i * 7 % 40 + 0.5) / 40]), Math.Abs(i - 30)))
            .ToList();
        var session = Sampler.Tpe().Open(search);

        var proposals = Enumerable.Range(0, 8).Select(n => search.Space.Parameters[0].ToUnit(session.Propose(n, trials)![0])).ToList();

        Assert.InRange(proposals.Average(), 0.65, 0.85);
    }

    [Fact]
    public void Propose_GivenSeveralObjectives_ProposesNearTheParetoSet()
    {
        var search = new SearchDefinition(
            Plane, [new Objective("v:a", MetricDirection.Minimize), new Objective("v:b", MetricDirection.Maximize)], 5);
        var session = Sampler.Tpe().Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < 60; number++)
        {
            var point = session.Propose(number, trials)!;
            trials.Add(new Trial { Number = number, Point = point, State = TrialState.Completed, Values = [point[0] + point[1], point[0] - point[1]] });
        }

        double MeanY(IEnumerable<Trial> some) => some.Average(t => t.Point[1]);
        Assert.True(MeanY(trials.Skip(40)) < 0.5 * MeanY(trials.Take(10)));
    }

    [Fact]
    public void FindProblems_GivenSettingsOutOfRange_NamesEach()
    {
        var sampler = Sampler.Tpe(new TpeOptions { StartupTrials = 0, Candidates = 0, GoodShare = double.NaN, MaxGoodTrials = -1, PriorWeight = 0 });

        var problems = sampler.FindProblems(Search(Plane, 0)).ToList();

        Assert.Equal(5, problems.Count);
        Assert.Contains("TpeOptions.GoodShare is NaN; allowed: more than 0 and less than 1.", problems);
    }

    private static double BestBranin(ISampler sampler, ulong seed)
    {
        var session = sampler.Open(Search(Plane, seed));
        var trials = new List<Trial>();
        for (var number = 0; number < 50; number++)
        {
            var point = session.Propose(number, trials)!;
            trials.Add(Completed(number, point, Branin(point[0], point[1])));
        }

        return trials.Min(t => t.Values[0]);
    }

    private static double Branin(double x, double y)
    {
        var a = y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6;
        return (a * a) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x)) + 10;
    }

    private static SearchDefinition Search(ParameterSpace space, ulong seed) => new(space, [new Objective("v:loss", MetricDirection.Minimize)], seed);

    private static Trial Completed(int number, ParameterPoint point, double value) =>
        new() { Number = number, Point = point, State = TrialState.Completed, Values = [value] };
}
