using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class TrialRankingTests
{
    private static readonly ParameterPoint Point = new([0.0]);

    private static readonly ParameterSpace Space = new([new ContinuousParameter("x", 0, 1)]);

    [Fact]
    public void Rank_GivenAllStates_PutsCompletedBeforePrunedAndLeavesOutTheRest()
    {
        Trial[] trials =
        [
            Completed(0, 3), Pruned(1, (1, 0.1)), Completed(2, 1), Failed(3), Running(4), Pruned(5, (1, 9), (2, 5)), Pruned(6, (1, 0), (2, 4)),
            Pruned(7), Completed(8, 1), Running(9) with { Reports = [new TrialReport(4, 0)] },
        ];

        var ranked = TrialRanking.Rank(Search(MetricDirection.Minimize), trials);

        Assert.Equal([2, 8, 0, 6, 5, 1], ranked.Select(t => t.Number));
    }

    [Fact]
    public void Rank_GivenMaximize_PutsTheHighestFirst()
    {
        Trial[] trials = [Completed(0, 3), Completed(1, 7), Completed(2, -1), Pruned(3, (2, 1)), Pruned(4, (2, 8))];

        var ranked = TrialRanking.Rank(Search(MetricDirection.Maximize), trials);

        Assert.Equal([1, 0, 2, 4, 3], ranked.Select(t => t.Number));
    }

    [Fact]
    public void Rank_GivenAnotherOrder_RanksTheSame()
    {
        var trials = Enumerable.Range(0, 60)
            .Select(i => i % 3 == 0 ? Pruned(i, (1 + (i % 4), i % 5)) : Completed(i, i * 7 % 10))
            .ToList();
        var expected = TrialRanking.Rank(Search(MetricDirection.Minimize), trials).Select(t => t.Number).ToList();

        for (var shift = 1; shift < trials.Count; shift += 7)
        {
            var shifted = trials.Skip(shift).Concat(trials.Take(shift)).Reverse();
            Assert.Equal(expected, TrialRanking.Rank(Search(MetricDirection.Minimize), shifted).Select(t => t.Number));
        }

        Assert.Equal(60, expected.Distinct().Count());
    }

    [Fact]
    public void Rank_GivenSeveralObjectives_RanksByFront()
    {
        var search = new SearchDefinition(
            Space, [new Objective("v:loss", MetricDirection.Minimize), new Objective("v:accuracy", MetricDirection.Maximize)]);
        Trial[] trials = [Completed(0, 2, 0.5), Completed(1, 1, 0.4), Completed(2, 3, 0.4), Completed(3, 1), Pruned(4, (1, 0))];

        var ranked = TrialRanking.Rank(search, trials);

        // Trial 3 has one value for two objectives: it is not ranked.
        Assert.Equal([0, 1, 2, 4], ranked.Select(t => t.Number));
    }

    private static SearchDefinition Search(MetricDirection direction) => new(Space, [new Objective("v:loss", direction)]);

    private static Trial Completed(int number, params double[] values) =>
        new() { Number = number, Point = Point, State = TrialState.Completed, Values = values };

    private static Trial Pruned(int number, params (int Step, double Value)[] reports) =>
        new() { Number = number, Point = Point, State = TrialState.Pruned, Reports = [.. reports.Select(r => new TrialReport(r.Step, r.Value))] };

    private static Trial Failed(int number) => new() { Number = number, Point = Point, State = TrialState.Failed, Reason = "out of memory" };

    private static Trial Running(int number) => new() { Number = number, Point = Point };
}
