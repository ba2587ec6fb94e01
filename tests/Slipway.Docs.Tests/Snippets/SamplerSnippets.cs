using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class SamplerSnippets
{
    [Fact]
    public void AskAndTell_GivenTpe_FindsTheValley()
    {
        #region samplers-ask-and-tell
        var space = new ParameterSpace(
        [
            new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log),
            new CategoricalParameter("kernel", ["linear", "rbf"]),
            new ContinuousParameter("gamma", 1e-3, 10, ParameterScale.Log) { Condition = new ParameterCondition("kernel", [1]) },
        ]);
        var search = new SearchDefinition(space, [new Objective("validation:loss", MetricDirection.Minimize)], Seed: 1);
        var session = Sampler.Tpe().Open(search);

        var trials = new List<Trial>();
        while (trials.Count < 60)
        {
            var point = session.Propose(trials.Count, trials)!;          // ask
            var loss = Measure(rate: point[0], gamma: point[2]);         // NaN is what does not exist
            trials.Add(new Trial { Number = trials.Count, Point = point, State = TrialState.Completed, Values = [loss] });   // tell
        }

        var best = trials.MinBy(t => t.Values[0])!;
        #endregion

        Assert.Equal(1, best.Point[1]);
        Assert.InRange(best.Values[0], 0, 0.5);
    }

    [Fact]
    public void Sobol_GivenASpace_SpreadsTrials()
    {
        var space = new ParameterSpace([new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log), new ContinuousParameter("momentum", 0, 1)]);
        var search = new SearchDefinition(space, [new Objective("validation:loss", MetricDirection.Minimize)]);

        #region samplers-sobol
        var session = Sampler.Sobol().Open(search);
        var points = Enumerable.Range(0, 64).Select(number => session.Propose(number, [])!).ToList();   // 2^k trials are the most even
        var slow = points.Count(p => p[0] < 1e-2);                                                     // 32: exactly half of the log scale
        #endregion

        Assert.Equal(32, slow);
    }

    [Fact]
    public void Grid_GivenASpaceWithACondition_ListsIt()
    {
        #region samplers-grid
        var space = new ParameterSpace(
        [
            new ContinuousParameter("rate", 1e-3, 1, ParameterScale.Log),
            new CategoricalParameter("kernel", ["linear", "rbf"]),
            new ContinuousParameter("gamma", 0.1, 10, ParameterScale.Log) { Condition = new ParameterCondition("kernel", [1]) },
        ]);
        var search = new SearchDefinition(space, [new Objective("validation:loss", MetricDirection.Minimize)]);
        var sampler = Sampler.Grid(new GridOptions { Steps = 4, StepsByParameter = new Dictionary<string, int> { ["gamma"] = 3 } });
        foreach (var problem in sampler.FindProblems(search))
            throw new InvalidOperationException(problem);

        var session = sampler.Open(search);
        var points = new List<ParameterPoint>();
        while (session.Propose(points.Count, []) is { } point)   // null: nothing is left
            points.Add(point);

        Console.WriteLine(points.Count);                         // 16: 4 rates with the linear kernel, 4 x 3 with the other
        #endregion

        Assert.Equal(16, points.Count);
        Assert.Equal(16, points.Distinct().Count());
    }

    private static double Measure(double rate, double gamma) =>
        double.IsNaN(gamma) ? 2 : Math.Abs(Math.Log10(rate / 0.01)) + (0.5 * Math.Abs(Math.Log10(gamma / 0.1)));
}
