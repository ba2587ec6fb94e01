using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class SobolSamplerTests
{
    [Fact]
    public void Propose_GivenAnyOrderOfNumbersAndNewSessions_ProposesTheSameBits()
    {
        var search = Search(20, 11);
        var session = Sampler.Sobol().Open(search);
        var forward = Enumerable.Range(0, 200).Select(n => session.Propose(n, [])!).ToList();

        foreach (var number in new[] { 199, 3, 0, 64, 63 })
        {
            Assert.Equal(forward[number], Sampler.Sobol().Open(search).Propose(number, []));
            Assert.Equal(forward[number], session.Propose(number, []));
        }

        Assert.All(forward, p => Assert.True(search.Space.Contains(p)));
        Assert.Equal(200, forward.Distinct().Count());
    }

    [Fact]
    public void Propose_GivenAnotherSeed_ProposesOtherPoints()
    {
        var one = Sampler.Sobol().Open(Search(3, 1));
        var two = Sampler.Sobol().Open(Search(3, 2));

        var same = Enumerable.Range(0, 64).Count(n => one.Propose(n, [])!.Zip(two.Propose(n, [])!).Any(p => p.First == p.Second));

        Assert.Equal(0, same);
    }

    [Fact]
    public void Propose_GivenAConditionalSpace_LeavesOutWhatDoesNotExist()
    {
        var space = new ParameterSpace(
        [
            new CategoricalParameter("kind", ["a", "b"]),
            new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log) { Condition = new ParameterCondition("kind", [0]) },
            new IntegerParameter("depth", 1, 8) { Condition = new ParameterCondition("kind", [1]) },
        ]);
        var session = Sampler.Sobol().Open(new SearchDefinition(space, [new Objective("v:loss", MetricDirection.Minimize)], 5));

        var points = Enumerable.Range(0, 64).Select(n => session.Propose(n, [])!).ToList();

        Assert.All(points, p => Assert.True(space.Contains(p)));
        Assert.Equal(32, points.Count(p => p[0] == 0));
    }

    [Fact]
    public void FindProblems_GivenMoreParametersThanTheSequenceHas_SaysHowManyItHas()
    {
        var sampler = Sampler.Sobol();

        Assert.Empty(sampler.FindProblems(Search(100, 0)));
        Assert.Equal(
            ["the space has 101 parameters; allowed with Sampler.Sobol(): at most 100. Vary fewer, or use Sampler.Random()."],
            sampler.FindProblems(Search(101, 0)));
    }

    private static SearchDefinition Search(int parameters, ulong seed) => new(
        new ParameterSpace(Enumerable.Range(0, parameters).Select(i => new ContinuousParameter($"x{i}", 0, 1))),
        [new Objective("v:loss", MetricDirection.Minimize)], seed);
}
