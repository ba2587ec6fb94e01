using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class GaussianProcessSnippets
{
    [Fact]
    public void Propose_GivenAnExpensiveTrial_FindsTheValleyInTwentyFive()
    {
        #region gaussian-process-search
        var space = new ParameterSpace([new ContinuousParameter("rate", 1e-5, 1, ParameterScale.Log), new IntegerParameter("depth", 2, 12)]);
        var search = new SearchDefinition(space, [new Objective("validation:loss", MetricDirection.Minimize)], Seed: 1);
        var session = Sampler.Bayesian(new BayesianOptions { StartupTrials = 8 }).Open(search);

        var trials = new List<Trial>();
        while (trials.Count < 25)
        {
            var point = session.Propose(trials.Count, trials)!;
            trials.Add(new Trial { Number = trials.Count, Point = point, State = TrialState.Completed, Values = [Loss(point[0], point[1])] });
        }

        var best = trials.MinBy(t => t.Values[0])!.Point;   // rate 0.01, depth 5
        #endregion

        Assert.Equal(5, best[1]);
        Assert.InRange(best[0], 0.008, 0.0125);
    }

    private static double Loss(double rate, double depth) => Math.Pow(Math.Log10(rate) + 2, 2) + (0.1 * Math.Abs(depth - 5));
}
