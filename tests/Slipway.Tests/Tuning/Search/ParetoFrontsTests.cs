using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class ParetoFrontsTests
{
    private static readonly Objective[] Objectives =
        [new Objective("v:loss", MetricDirection.Minimize), new Objective("v:accuracy", MetricDirection.Maximize)];

    [Fact]
    public void Sort_GivenAKnownSet_FindsItsFronts()
    {
        var trials = Trials([(1, 1), (2, 2), (3, 3), (2, 1), (3, 2), (4, 0), (1, 1)]);

        var fronts = ParetoFronts.Sort(Objectives, trials);

        Assert.Equal([[0, 1, 2, 6], [3, 4], [5]], fronts.Select(f => f.Select(t => t.Number).ToArray()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Sort_GivenRandomTrials_MatchesPeelingThemOff(int count)
    {
        var objectives = Enumerable.Range(0, count)
            .Select(m => new Objective($"v:{m}", m % 2 == 0 ? MetricDirection.Minimize : MetricDirection.Maximize))
            .ToArray();
        for (var seed = 0UL; seed < 20; seed++)
        {
            var random = new SamplerRandom(seed, SamplerStream.Uniform, 0);
            var trials = new List<Trial>();
            for (var i = 0; i < 60; i++)
            {
                var values = new double[count];
                for (var m = 0; m < count; m++)
                    values[m] = random.NextBelow(8);

                trials.Add(Completed(i, values));
            }

            var fronts = ParetoFronts.Sort(objectives, trials);

            var rest = trials.ToList();
            foreach (var front in fronts)
            {
                var best = rest.Where(t => !rest.Any(o => Dominates(objectives, o, t))).ToList();
                Assert.Equal(best, front);
                rest.RemoveAll(best.Contains);
            }

            Assert.Empty(rest);
        }
    }

    [Fact]
    public void CrowdingDistances_GivenAFront_AreTheGapsBetweenNeighbours()
    {
        double[][] losses = [[0, 10], [1, 6], [4, 4], [10, 0]];

        var distances = ParetoFronts.CrowdingDistances(losses);

        Assert.Equal(double.PositiveInfinity, distances[0]);
        Assert.Equal((4.0 / 10) + (6.0 / 10), distances[1], 1e-15);
        Assert.Equal((9.0 / 10) + (6.0 / 10), distances[2], 1e-15);
        Assert.Equal(double.PositiveInfinity, distances[3]);
    }

    [Fact]
    public void CrowdingDistances_GivenFewOrEqualTrials_AreNotNaN()
    {
        Assert.Empty(ParetoFronts.CrowdingDistances([]));
        Assert.Equal([double.PositiveInfinity], ParetoFronts.CrowdingDistances([[1, 2]]));
        Assert.Equal([double.PositiveInfinity, 0, double.PositiveInfinity], ParetoFronts.CrowdingDistances([[1, 2], [1, 2], [1, 2]]));
    }

    [Fact]
    public void Rank_GivenAFront_PutsTheLoneliestFirstThenTheLowestNumber()
    {
        var trials = Trials([(0, 0), (1, 4), (4, 6), (10, 10), (11, 0)]);

        var ranked = ParetoFronts.Rank(Objectives, trials);

        Assert.Equal([0, 3, 2, 1, 4], ranked.Select(t => t.Number));
        Assert.Empty(ParetoFronts.Rank(Objectives, []));
    }

    private static bool Dominates(Objective[] objectives, Trial a, Trial b) =>
        objectives.Select((o, m) => o.IsBetter(b.Values[m], a.Values[m])).All(worse => !worse) &&
        objectives.Select((o, m) => o.IsBetter(a.Values[m], b.Values[m])).Any(better => better);

    private static List<Trial> Trials((double Loss, double Accuracy)[] values) => [.. values.Select((v, i) => Completed(i, [v.Loss, v.Accuracy]))];

    private static Trial Completed(int number, double[] values) =>
        new() { Number = number, Point = new ParameterPoint([0]), State = TrialState.Completed, Values = values };
}
