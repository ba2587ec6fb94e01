using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

/// <summary>What a search sees of the sampler: proposals as a pure function of the trials, good ones, and none that fails on odd values.</summary>
public class BayesianSamplerTests
{
    private static readonly ParameterSpace MixedSpace = new(
    [
        new CategoricalParameter("kind", ["a", "b", "c"]), new ContinuousParameter("rate", 1e-5, 1, ParameterScale.Log),
        new IntegerParameter("depth", 2, 40) { Condition = new("kind", [1, 2]) }, new ContinuousParameter("share", 0, 1) { Condition = new("kind", [2]) },
    ]);

    [Fact]
    public void Propose_GivenASessionOpenedAnew_ProposesTheSameBits()
    {
        // given
        var search = Search(MixedSpace);
        var lasting = Sampler.Bayesian().Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < 45; number++)
        {
            // when
            var point = lasting.Propose(number, trials)!;
            var anew = Sampler.Bayesian().Open(search).Propose(number, trials);

            // then
            Assert.Equal(anew, point);
            Assert.True(search.Space.Contains(point), $"Trial {number} proposes {string.Join(", ", point)}.");
            trials.Add(Ended(number, point, Measure(number, point)));
        }
    }

    [Fact]
    public void Propose_GivenTrialsThatEndOutOfOrder_ProposesWhatAFreshSessionDoes()
    {
        // given
        var search = Search(MixedSpace);
        var lasting = Sampler.Bayesian(new() { StartupTrials = 5 }).Open(search);
        var trials = new List<Trial>();
        var random = new Random(2);
        for (var number = 0; number < 40; number++)
        {
            // when
            var point = lasting.Propose(number, trials)!;
            var anew = Sampler.Bayesian(new() { StartupTrials = 5 }).Open(search).Propose(number, trials);

            // then
            Assert.Equal(anew, point);
            Assert.DoesNotContain(trials, t => t.Point.Equals(point));
            trials.Add(new Trial { Number = number, Point = point });
            var running = trials.FindAll(t => t.State == TrialState.Running);
            if (running.Count >= 4)
            {
                var ending = running[random.Next(running.Count)];
                trials[ending.Number] = random.Next(6) switch
                {
                    0 => ending with { State = TrialState.Failed },
                    1 => ending with { State = TrialState.Pruned, Reports = [new(1, 3), new(2, 2.5)] },
                    _ => Ended(ending.Number, ending.Point, Measure(ending.Number, ending.Point)),
                };
            }
        }
    }

    [Theory]
    [InlineData("branin", 0.05)]
    [InlineData("hartmann6", 0.35)]
    public void Propose_GivenAKnownFunction_IsFarBelowRandomSearchAfter40Trials(string name, double most)
    {
        // given
        Func<ParameterPoint, double> function = name == "branin" ? Branin : Hartmann;
        var space = name == "branin"
            ? new ParameterSpace([new ContinuousParameter("x", -5, 10), new ContinuousParameter("y", 0, 15)])
            : new ParameterSpace(Enumerable.Range(0, 6).Select(i => new ContinuousParameter($"x{i}", 0, 1)));
        var optimum = name == "branin" ? 0.397887 : -3.32237;

        // when
        var modelled = MeanRegret(Sampler.Bayesian());
        var random = MeanRegret(Sampler.Random());

        // then
        Assert.InRange(modelled, 0, Math.Min(most, random / 3));

        double MeanRegret(ISampler sampler) => Enumerable.Range(0, 6).Average(seed => Minimise(sampler, Search(space, (ulong)seed), function, 40) - optimum);
    }

    [Fact]
    public void Propose_GivenMaximisation_GoesUp()
    {
        var space = new ParameterSpace([new ContinuousParameter("x", 0, 1)]);
        var search = new SearchDefinition(space, [new Objective("validation:accuracy", MetricDirection.Maximize)], 1);

        var trials = Run(Sampler.Bayesian(new() { StartupTrials = 4 }), search, 14, p => 1 - Math.Abs(p[0] - 0.83));

        Assert.InRange(trials.Max(t => t.Values[0]), 0.99, 1);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    [InlineData(1e-310)]
    [InlineData(0.0)]
    public void Propose_GivenExtremeOrConstantValues_KeepsProposingPointsOfTheSpace(double magnitude)
    {
        foreach (var varies in new[] { 1, 0 })
        {
            var trials = Run(Sampler.Bayesian(new() { StartupTrials = 3 }), Search(MixedSpace), 25, p => magnitude * (1 - (varies * Math.Log10(p[1]) / 5)));

            Assert.All(trials, t => Assert.True(MixedSpace.Contains(t.Point)));
            Assert.Equal(25, trials.Select(t => t.Point).Distinct().Count());
        }
    }

    [Fact]
    public void Propose_GivenOneTrialOnly_StillModels()
    {
        var search = Search(MixedSpace);
        var sampler = Sampler.Bayesian(new() { StartupTrials = 1 });
        var first = sampler.Open(search).Propose(0, [])!;

        var second = sampler.Open(search).Propose(1, [Ended(0, first, 3)]);

        Assert.NotEqual(first, second);
        Assert.NotEqual(second, Sampler.Bayesian().Open(search).Propose(1, [Ended(0, first, 3)]));
    }

    [Fact]
    public void Propose_GivenOnlyFailures_GoesOnFillingTheSpace()
    {
        var search = Search(new ParameterSpace([new ContinuousParameter("x", 0, 1)]));
        var session = Sampler.Bayesian(new() { StartupTrials = 2 }).Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < 30; number++)
        {
            trials.Add(new Trial { Number = number, Point = session.Propose(number, trials)!, State = TrialState.Failed });
        }

        var places = trials.Select(t => t.Point[0]).Order().ToList();
        Assert.InRange(places.Zip(places.Skip(1), (a, b) => b - a).Max(), 0, 0.1);
    }

    [Fact]
    public void Propose_GivenFailuresOnOneSide_KeepsAwayFromThere()
    {
        var search = Search(new ParameterSpace([new ContinuousParameter("x", 0, 1)]));
        var session = Sampler.Bayesian(new() { StartupTrials = 6 }).Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < 30; number++)
        {
            var point = session.Propose(number, trials)!;
            trials.Add(point[0] > 0.5 ? new Trial { Number = number, Point = point, State = TrialState.Failed } : Ended(number, point, 1 - point[0]));
        }

        Assert.InRange(trials.Skip(6).Count(t => t.State == TrialState.Failed), 0, 10);
        Assert.InRange(trials.Where(t => t.State == TrialState.Completed).Max(t => t.Point[0]), 0.475, 0.5);
    }

    [Fact]
    public void Propose_GivenDuplicatesWithDifferentValues_Averages()
    {
        var search = Search(new ParameterSpace([new ContinuousParameter("x", 0, 1)]));
        double[] places = [0.1, 0.1, 0.1, 0.4, 0.4, 0.4, 0.9, 0.9, 0.9, 0.65];
        Trial[] trials = [.. places.Select((x, i) => Ended(i, new ParameterPoint([x]), ((x - 0.5) * (x - 0.5)) + (0.02 * (i % 3))))];

        var point = Sampler.Bayesian().Open(search).Propose(trials.Length, trials)!;

        Assert.InRange(point[0], 0.3, 0.7);
    }

    [Fact]
    public void Propose_GivenASmallDiscreteSpace_TriesEachPointOnceThenNothing()
    {
        // given
        var space = new ParameterSpace(
        [
            new CategoricalParameter("kind", ["a", "b"]), new IntegerParameter("n", 1, 5), new IntegerParameter("m", 0, 3) { Condition = new("kind", [1]) },
        ]);
        var session = Sampler.Bayesian(new() { StartupTrials = 4 }).Open(Search(space));
        var trials = new List<Trial>();

        // when
        while (session.Propose(trials.Count, trials) is { } point)
        {
            trials.Add(Ended(trials.Count, point, point[1]));
        }

        // then
        Assert.Equal(5 + (5 * 4), trials.Count);
        Assert.Equal(trials.Count, trials.Select(t => t.Point).Distinct().Count());
    }

    [Fact]
    public void Propose_GivenTrialsOfEarlierSearches_LearnsFromThemAndIgnoresAnotherSpaces()
    {
        // given
        var search = Search(new ParameterSpace([new ContinuousParameter("x", 0, 1)]));
        Trial[] earlier = [.. Enumerable.Range(0, 12).Select(i => Ended(i - 12, new ParameterPoint([i / 11.0]), Math.Abs((i / 11.0) - 0.3)))];
        Trial[] foreign = [Ended(-20, new ParameterPoint([0.2, 0.3]), -5), Ended(-19, new ParameterPoint([7.0]), -5)];

        // when
        var warm = Sampler.Bayesian().Open(search).Propose(0, earlier);
        var mixed = Sampler.Bayesian().Open(search).Propose(0, [.. foreign, .. earlier]);

        // then
        Assert.InRange(warm![0], 0.15, 0.45);
        Assert.Equal(warm, mixed);
    }

    [Fact]
    public void FindProblems_GivenWrongSettingsAndTwoObjectives_NamesThemAll()
    {
        Objective[] objectives = [new("v:a", MetricDirection.Minimize), new("v:b", MetricDirection.Maximize)];
        var sampler = Sampler.Bayesian(new() { StartupTrials = 0, Candidates = 3 });

        var problems = sampler.FindProblems(new SearchDefinition(MixedSpace, objectives)).ToList();

        Assert.Collection(
            problems,
            p => Assert.Contains("StartupTrials is 0", p, StringComparison.Ordinal),
            p => Assert.Contains("Candidates is 3", p, StringComparison.Ordinal),
            p => Assert.Contains("2 objectives", p, StringComparison.Ordinal));
        Assert.Empty(Sampler.Bayesian().FindProblems(Search(MixedSpace)));
    }

    [Fact]
    public void Description_GivenSettings_NamesThem() =>
        Assert.Equal(
            "bayesian(startup=7, warp=off, rank-worst=on, candidates=400)",
            Sampler.Bayesian(new() { StartupTrials = 7, WarpsInputs = false }).Description);

    private static SearchDefinition Search(ParameterSpace space, ulong seed = 11) => new(space, [new Objective("v:loss", MetricDirection.Minimize)], seed);

    private static Trial Ended(int number, ParameterPoint point, double value) =>
        new() { Number = number, Point = point, State = TrialState.Completed, Values = [value] };

    private static double Measure(int number, ParameterPoint p) =>
        Math.Abs(Math.Log10(p[1]) + 2) + (p[0] == 0 ? 1 : 0.02 * p[2]) + (p[0] == 2 ? p[3] : 0.3) + (number % 7 * 0.01);

    private static List<Trial> Run(ISampler sampler, SearchDefinition search, int count, Func<ParameterPoint, double> function)
    {
        var session = sampler.Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < count; number++)
        {
            var point = session.Propose(number, trials)!;
            trials.Add(Ended(number, point, function(point)));
        }

        return trials;
    }

    private static double Minimise(ISampler sampler, SearchDefinition search, Func<ParameterPoint, double> function, int count) =>
        Run(sampler, search, count, function).Min(t => t.Values[0]);

    private static double Branin(ParameterPoint p)
    {
        var bowl = p[1] - (5.1 / (4 * Math.PI * Math.PI) * p[0] * p[0]) + (5 / Math.PI * p[0]) - 6;
        return (bowl * bowl) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(p[0])) + 10;
    }

    private static double Hartmann(ParameterPoint p)
    {
        double[][] a = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];
        double[][] c =
        [
            [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
            [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ];
        double[] alpha = [1, 1.2, 3, 3.2];
        return -a.Select((row, i) => alpha[i] * Math.Exp(-row.Select((w, j) => w * Math.Pow(p[j] - c[i][j], 2)).Sum())).Sum();
    }
}
