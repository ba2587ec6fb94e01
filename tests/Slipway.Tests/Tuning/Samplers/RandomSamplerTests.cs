using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class RandomSamplerTests
{
    private static readonly ParameterSpace Space = new(
    [
        new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log),
        new IntegerParameter("depth", 1, 4),
        new CategoricalParameter("kind", ["a", "b", "c"]),
        new ContinuousParameter("momentum", 0.5, 0.999, ParameterScale.ReverseLog) { Condition = new ParameterCondition("kind", [1, 2]) },
    ]);

    [Fact]
    public void Propose_GivenAnyOrderTrialsAndSession_ProposesTheSameBits()
    {
        var search = Search(42);
        var session = Sampler.Random().Open(search);
        var forward = Enumerable.Range(0, 50).Select(n => session.Propose(n, [])!).ToList();
        var trials = forward.Select((p, n) => new Trial { Number = n, Point = p, State = TrialState.Completed, Values = [n] }).ToList();

        for (var number = 49; number >= 0; number--)
            Assert.Equal(forward[number], Sampler.Random().Open(search).Propose(number, trials));

        Assert.NotEqual(forward[0], Sampler.Random().Open(Search(43)).Propose(0, []));
        Assert.Equal(50, forward.Distinct().Count());
    }

    [Fact]
    public void Propose_GivenAGoldenSeed_ProposesTheSameAsEver()
    {
        var unit = new ParameterSpace([new ContinuousParameter("x", 0, 1), new IntegerParameter("n", 0, 999)]);

        var point = Sampler.Random().Open(new SearchDefinition(unit, [new Objective("v:loss", MetricDirection.Minimize)], 7)).Propose(3, [])!;

        Assert.Equal([0.95048894403061557, 661], point);
    }

    [Fact]
    public void Propose_GivenManyNumbers_IsUniformOnEachScale()
    {
        const int Count = 4000;
        var session = Sampler.Random().Open(Search(1));
        var points = Enumerable.Range(0, Count).Select(n => session.Propose(n, [])!).ToList();

        Assert.All(points, p => Assert.True(Space.Contains(p)));
        AssertUniform(points.Select(p => (int)(Space.Parameters[0].ToUnit(p[0]) * 8)), 8);
        AssertUniform(points.Select(p => (int)p[1] - 1), 4);
        AssertUniform(points.Select(p => (int)p[2]), 3);
        AssertUniform(points.Where(p => p[2] > 0).Select(p => (int)(Space.Parameters[3].ToUnit(p[3]) * 8)), 8);
    }

    [Fact]
    public void Propose_GivenManyNumbers_DoesNotTieParametersTogether()
    {
        var session = Sampler.Random().Open(Search(2));
        var points = Enumerable.Range(0, 4000).Select(n => session.Propose(n, [])!).ToList();

        AssertUniform(points.Select(p => ((int)(Space.Parameters[0].ToUnit(p[0]) * 4) * 4) + (int)p[1] - 1), 16);
        AssertUniform(points.Zip(points.Skip(1)).Select(p => ((int)p.First[1] - 1) * 4 + (int)p.Second[1] - 1), 16);
    }

    // Chi-squared, at five deviations above its mean.
    private static void AssertUniform(IEnumerable<int> cells, int count)
    {
        var counts = new double[count];
        foreach (var cell in cells)
            counts[cell]++;

        var expected = counts.Sum() / count;
        var freedom = count - 1;
        Assert.InRange(counts.Sum(c => (c - expected) * (c - expected) / expected), 0, freedom + (5 * Math.Sqrt(2 * freedom)));
    }

    private static SearchDefinition Search(ulong seed) => new(Space, [new Objective("v:loss", MetricDirection.Minimize)], seed);
}
