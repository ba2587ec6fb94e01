using System.Globalization;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class GridSamplerTests
{
    private static readonly ParameterSpace Conditional = new(
    [
        new CategoricalParameter("kind", ["a", "b", "c"]),
        new IntegerParameter("width", 1, 2),
        new CategoricalParameter("inner", ["x", "y"]) { Condition = new ParameterCondition("kind", [0, 2]) },
        new ContinuousParameter("rate", 0, 1) { Condition = new ParameterCondition("inner", [1]) },
        new IntegerParameter("depth", 3, 4) { Condition = new ParameterCondition("kind", [1]) },
    ]);

    [Fact]
    public void Propose_GivenScales_SpreadsTheStepsOverEach()
    {
        var space = new ParameterSpace(
        [
            new ContinuousParameter("linear", -1, 1),
            new ContinuousParameter("log", 1e-4, 1, ParameterScale.Log),
            new ContinuousParameter("reverse", 0.9, 0.9999, ParameterScale.ReverseLog),
            new IntegerParameter("whole", 1, 100, ParameterScale.Log),
        ]);

        var points = All(Sampler.Grid(3), space);

        Assert.Equal(81, points.Count);
        Assert.Equal([-1, 0, 1], Values(points, 0));
        Assert.Equal([1e-4, 1e-2, 1], Values(points, 1), Near);
        Assert.Equal([0.9, 1 - Math.Sqrt(1e-5), 0.9999], Values(points, 2), Near);
        Assert.Equal([1, 10, 100], Values(points, 3));
        Assert.Equal(1e-4, points[0][1]);
        Assert.Equal(0.9999, points[^1][2]);
    }

    [Fact]
    public void Propose_GivenASpaceWithoutConditions_ChangesTheLastParameterFirst()
    {
        var space = new ParameterSpace([new IntegerParameter("a", -1, 0), new CategoricalParameter("b", ["x", "y", "z"])]);

        var points = All(Sampler.Grid(), space);

        Assert.Equal(["-1,0", "-1,1", "-1,2", "0,0", "0,1", "0,2"], points.Select(Text));
    }

    [Fact]
    public void Propose_GivenNestedConditions_ProposesEachPointOnce()
    {
        var points = All(Sampler.Grid(2), Conditional);

        string[] expected =
        [
            "0,1,0,NaN,NaN", "0,2,0,NaN,NaN", "0,1,1,0,NaN", "0,2,1,0,NaN", "0,1,1,1,NaN", "0,2,1,1,NaN",
            "1,1,NaN,NaN,3", "1,2,NaN,NaN,3", "1,1,NaN,NaN,4", "1,2,NaN,NaN,4",
            "2,1,0,NaN,NaN", "2,2,0,NaN,NaN", "2,1,1,0,NaN", "2,2,1,0,NaN", "2,1,1,1,NaN", "2,2,1,1,NaN",
        ];
        Assert.Equal(expected, points.Select(Text));
        Assert.All(points, p => Assert.True(Conditional.Contains(p)));
    }

    [Fact]
    public void Propose_GivenManySpaces_ProposesAsManyDistinctPointsAsAWalkOverTheValuesFinds()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var space = RandomSpace(seed);

            var points = All(Sampler.Grid(3), space);

            Assert.All(points, p => Assert.True(space.Contains(p)));
            Assert.Equal(points.Count, points.Distinct().Count());
            Assert.Equal(Walk(space, 0, []), points.Count);
        }
    }

    [Fact]
    public void Propose_GivenANewSession_GoesOnWhereAnotherStopped()
    {
        var search = Search(Conditional);
        var all = All(Sampler.Grid(2), Conditional);

        for (var number = 0; number < all.Count; number++)
            Assert.Equal(all[number], Sampler.Grid(2).Open(search).Propose(number, []));

        Assert.Null(Sampler.Grid(2).Open(search).Propose(all.Count, []));
        Assert.Null(Sampler.Grid(2).Open(search).Propose(int.MaxValue, []));
    }

    [Fact]
    public void Propose_GivenStepsOfSingleParameters_PrefersThem()
    {
        var space = new ParameterSpace([new ContinuousParameter("a", 0, 1), new ContinuousParameter("b", 0, 1), new IntegerParameter("c", 1, 1000)]);
        var options = new GridOptions { Steps = 2, StepsByParameter = new Dictionary<string, int> { ["b"] = 1, ["c"] = 4 } };

        var points = All(Sampler.Grid(options), space);

        Assert.Equal([0, 1], Values(points, 0));
        Assert.Equal([0.5], Values(points, 1));
        Assert.Equal([1, 334, 667, 1000], Values(points, 2));
        Assert.Equal(8, points.Count);
    }

    [Fact]
    public void Propose_GivenMoreStepsThanWholeNumbers_ProposesEachNumberOnce()
    {
        var narrow = new ParameterSpace([new IntegerParameter("n", -2, 2)]);
        var log = new ParameterSpace([new IntegerParameter("n", 1, 20, ParameterScale.Log)]);

        Assert.Equal([-2, -1, 0, 1, 2], All(Sampler.Grid(9), narrow).Select(p => p[0]));
        var values = All(Sampler.Grid(15), log).Select(p => p[0]).ToList();
        Assert.Equal(values.Distinct().Order(), values);
        Assert.Equal(1, values[0]);
        Assert.Equal(20, values[^1]);
    }

    [Fact]
    public void Propose_GivenAWideRangeOfWholeNumbers_StoresNone()
    {
        var space = new ParameterSpace([new IntegerParameter("n", -1_000_000_000, 1_000_000_000)]);
        var sampler = Sampler.Grid();

        Assert.Empty(sampler.FindProblems(Search(space)));
        var session = sampler.Open(Search(space));

        Assert.Equal(1_000_000_000, session.Propose(2_000_000_000, [])![0]);
        Assert.Null(session.Propose(2_000_000_001, []));
    }

    [Fact]
    public void FindProblems_GivenSettingsThatDoNotFit_NamesEach()
    {
        var sampler = Sampler.Grid(new GridOptions { StepsByParameter = new Dictionary<string, int> { ["kind"] = 2, ["speed"] = 3, ["width"] = 0 } });

        var problems = sampler.FindProblems(Search(Conditional)).ToList();

        Assert.Equal(
        [
            "GridOptions.StepsByParameter names kind, whose choices are always all tried; allowed: numeric parameters.",
            "GridOptions.StepsByParameter names speed, which is not varied; allowed: width, rate, depth.",
            "GridOptions.StepsByParameter gives width 0 steps; allowed: 1 to 100,000.",
            "rate has a continuum of values, which a grid cannot try all; give it steps, e.g. Sampler.Grid(5).",
        ], problems);
        Assert.Equal(["GridOptions.Steps is 100001; allowed: 1 to 100,000."], Sampler.Grid(100_001).FindProblems(Search(Conditional)));
    }

    [Fact]
    public void FindProblems_GivenMorePointsThanNumbers_SaysHowMany()
    {
        var space = new ParameterSpace(Enumerable.Range(0, 30).Select(i => new ContinuousParameter($"x{i}", 0, 1)));

        var problems = Sampler.Grid(10).FindProblems(Search(space)).ToList();

        Assert.Equal(
            [
                "the grid has 1,000,000,000,000,000,000,000,000,000,000 points; allowed: at most 2,147,483,647. " +
                "Give the parameters fewer steps, or use Sampler.Sobol().",
            ],
            problems);
    }

    [Fact]
    public void FindProblems_GivenAParameterOfAnotherKind_SaysWhichKindsItKnows()
    {
        var space = new ParameterSpace([new Angle("phi")]);

        var problems = Sampler.Grid(3).FindProblems(Search(space)).ToList();

        Assert.Equal(["phi is of the kind Angle, which a grid does not know; allowed: categorical, integer and continuous parameters."], problems);
    }

    [Fact]
    public void Description_GivenTheSameSettings_IsTheSameWhateverTheOrder()
    {
        var steps = new Dictionary<string, int> { ["b"] = 1, ["a"] = 4 };
        var sampler = Sampler.Grid(new GridOptions { Steps = 2, StepsByParameter = steps });
        steps["a"] = 5;   // after the sampler took its copy

        Assert.Equal("grid(steps=2, a=4, b=1)", sampler.Description);
        Assert.Equal("grid(steps=all)", Sampler.Grid().Description);
    }

    [Fact]
    public void Equals_GivenTheSameSteps_IsTrueWhateverTheOrder()
    {
        var options = new GridOptions { Steps = 2, StepsByParameter = new Dictionary<string, int> { ["b"] = 1, ["a"] = 4 } };

        Assert.Equal(options with { StepsByParameter = new Dictionary<string, int> { ["a"] = 4, ["b"] = 1 } }, options);
        Assert.NotEqual(options with { StepsByParameter = new Dictionary<string, int> { ["a"] = 5, ["b"] = 1 } }, options);
        Assert.NotEqual(options with { StepsByParameter = new Dictionary<string, int> { ["a"] = 4, ["c"] = 1 } }, options);
        Assert.NotEqual(options with { Steps = null }, options);
    }

    // The oracle: depth first over the parameters in their order, asking the space which of them exist.
    private static int Walk(ParameterSpace space, int index, List<double> values)
    {
        if (index == space.Count)
            return 1;

        var padded = values.Concat(Enumerable.Repeat(double.NaN, space.Count - index)).ToArray();
        double[] choices = space.Exists(index, padded)
            ? [.. Enumerable.Range(0, (int)space.Parameters[index].Cardinality!.Value).Select(c => (double)c)]
            : [double.NaN];
        return choices.Sum(c => Walk(space, index + 1, [.. values, c]));
    }

    // Up to six parameters of up to three values, half of them under a condition on an earlier one.
    private static ParameterSpace RandomSpace(ulong seed)
    {
        var random = new SamplerRandom(seed, SamplerStream.Uniform, 0);
        var parameters = new List<Parameter>();
        var count = 1 + random.NextBelow(6);
        for (var i = 0; i < count; i++)
        {
            var values = 2 + random.NextBelow(2);
            Parameter parameter = random.NextBelow(3) == 0
                ? new IntegerParameter($"p{i}", 0, values - 1)
                : new CategoricalParameter($"p{i}", [.. Enumerable.Range(0, values).Select(v => $"c{v}")]);
            var parents = parameters.OfType<CategoricalParameter>().ToList();
            if (parents.Count > 0 && random.NextBelow(2) == 0)
            {
                var parent = parents[random.NextBelow(parents.Count)];
                int[] choices = random.NextBelow(2) == 0 ? [0] : [0, 1];
                parameter = parameter with { Condition = new ParameterCondition(parent.Name, choices) };
            }

            parameters.Add(parameter);
        }

        return new ParameterSpace(parameters);
    }

    private static List<ParameterPoint> All(ISampler sampler, ParameterSpace space)
    {
        var search = Search(space);
        Assert.Empty(sampler.FindProblems(search));
        var session = sampler.Open(search);
        var points = new List<ParameterPoint>();
        while (session.Propose(points.Count, []) is { } point)
            points.Add(point);

        return points;
    }

    private static IEnumerable<double> Values(List<ParameterPoint> points, int index) => points.Select(p => p[index]).Distinct();

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Abs(b);

    private static string Text(ParameterPoint point) => string.Join(",", point.Select(v => v.ToString(CultureInfo.InvariantCulture)));

    private static SearchDefinition Search(ParameterSpace space) => new(space, [new Objective("v:loss", MetricDirection.Minimize)]);

    private sealed record Angle(string Name) : Parameter(Name)
    {
        public override long? Cardinality => null;

        public override double ToUnit(double value) => value / 360;

        public override double FromUnit(double unit) => unit * 360;

        public override bool Contains(double value) => value is >= 0 and < 360;

        public override IEnumerable<string> FindProblems() => [];
    }
}
