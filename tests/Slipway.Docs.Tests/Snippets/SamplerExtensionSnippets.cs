using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class SamplerExtensionSnippets
{
    [Fact]
    public void Sampler_GivenOnesOwn_FindsAGoodPoint()
    {
        #region own-sampler-use
        var space = new ParameterSpace(
        [
            new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log),
            new IntegerParameter("depth", 1, 12),
            new CategoricalParameter("kernel", ["linear", "rbf"]),
            new ContinuousParameter("gamma", 1e-3, 10, ParameterScale.Log) { Condition = new ParameterCondition("kernel", [1]) },
        ]);
        var search = new SearchDefinition(space, [new Objective("validation:accuracy", MetricDirection.Maximize)], Seed: 1);
        var sampler = new NearbySampler(Radius: 0.2);
        if (sampler.FindProblems(search).ToList() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems));

        var session = sampler.Open(search);
        var trials = new List<Trial>();
        while (trials.Count < 80)
        {
            var point = session.Propose(trials.Count, trials)!;
            trials.Add(new Trial { Number = trials.Count, Point = point, State = TrialState.Completed, Values = [Accuracy(point)] });
        }
        #endregion

        Assert.InRange(trials.Max(t => t.Values[0]), 0.9, 1);
        Assert.Equal(3, new NearbySampler(0, 0).FindProblems(search with { Objectives = [.. search.Objectives, .. search.Objectives] }).Count());
    }

    [Fact]
    public void Sampler_GivenOnesOwn_ProposesTheSameInANewSession()
    {
        var search = new SearchDefinition(
            new ParameterSpace([new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log), new IntegerParameter("depth", 1, 12)]),
            [new Objective("validation:loss", MetricDirection.Minimize)],
            Seed: 5);
        var sampler = new NearbySampler();

        #region own-sampler-test
        var session = sampler.Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < 40; number++)
        {
            var point = session.Propose(number, trials)!;
            Assert.True(search.Space.Contains(point));
            Assert.Equal(point, sampler.Open(search).Propose(number, trials));   // what a search does after a crash

            trials.Add((number % 4) switch
            {
                0 => new Trial { Number = number, Point = point },   // still running
                1 => new Trial { Number = number, Point = point, State = TrialState.Failed },
                _ => new Trial { Number = number, Point = point, State = TrialState.Completed, Values = [number % 7] },
            });
        }
        #endregion

        Assert.Equal(40, trials.Count);
    }

    private static double Accuracy(ParameterPoint point)
    {
        var rate = Math.Log10(point[0]) + 2;
        var depth = (point[1] - 5) / 6;
        var gamma = double.IsNaN(point[3]) ? 1 : Math.Log10(point[3]) / 4;
        return 1 / (1 + (0.3 * rate * rate) + (depth * depth) + (gamma * gamma));
    }
}
