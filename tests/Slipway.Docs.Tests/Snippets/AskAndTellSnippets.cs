using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class AskAndTellSnippets
{
    private static readonly SearchDefinition Loss = new(
        new ParameterSpace([new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log)]),
        [new Objective("loss", MetricDirection.Minimize)], Seed: 1);

    [Fact]
    public void AskAndTell_GivenAProcess_FindsItsBestSettings()
    {
        #region ask-and-tell
        var space = new ParameterSpace(
        [
            new ContinuousParameter("temperature", 20, 90),
            new ContinuousParameter("dose", 1e-3, 1, ParameterScale.Log),
            new CategoricalParameter("stirrer", ["slow", "fast"]),
        ]);
        var definition = new SearchDefinition(space, [new Objective("yield", MetricDirection.Maximize)], Seed: 1);
        using var search = HyperparameterSearch.Create(definition, Sampler.Tpe());

        for (var i = 0; i < 60 && search.Ask() is { } trial; i++)      // null: a grid is done
        {
            var (temperature, dose, stirrer) = (trial.Point[0], trial.Point[1], trial.Point[2]); // in the space's order; a choice by its index
            search.Tell(trial.Number, Yield(temperature, dose, fast: stirrer == 1));
        }

        Console.WriteLine($"{search.Best!.Values[0]:0.00} at {string.Join(", ", search.Best.Point)}");
        #endregion

        Assert.Equal(60, search.Trials.Count);
        Assert.Equal(1, search.Best.Point[2]);
        Assert.InRange(search.Best.Values[0], 0.8, 1);
    }

    [Fact]
    public void Report_GivenCurvesAndFailures_EndsEveryTrial()
    {
        #region ask-and-tell-report
        using var search = HyperparameterSearch.Create(Loss, Sampler.Tpe(), Pruner.Median());
        while (search.Trials.Count < 30 && search.Ask() is { } trial)
        {
            string? reason = null;
            var loss = double.NaN;
            for (var step = 1; step <= 20 && reason is null; step++)
            {
                loss = LossAfter(step, rate: trial.Point[0]);
                if (!double.IsFinite(loss))
                {
                    break;
                }

                reason = search.Report(trial.Number, step, loss);
            }

            _ = reason is not null ? search.TellPruned(trial.Number, reason)
                : double.IsFinite(loss) ? search.Tell(trial.Number, loss)
                : search.TellFailed(trial.Number, "The loss is no longer a number.");
        }
        #endregion

        Assert.Equal(30, search.Trials.Count);
        Assert.Contains(search.Trials, t => t.State == TrialState.Pruned && t.Reports[^1].Step < 20);
        Assert.Contains(search.Trials, t => t.State == TrialState.Failed);
        Assert.InRange(search.Best!.Point[0], 1e-3, 0.3);
    }

    [Fact]
    public void ParetoFront_GivenTwoObjectives_HasTheTradeOffs()
    {
        #region ask-and-tell-pareto
        var space = new ParameterSpace([new IntegerParameter("units", 1, 1024, ParameterScale.Log), new ContinuousParameter("dropout", 0, 0.9)]);
        var definition = new SearchDefinition(
            space, [new Objective("error", MetricDirection.Minimize), new Objective("milliseconds", MetricDirection.Minimize)], Seed: 1);
        using var search = HyperparameterSearch.Create(definition, Sampler.Tpe());
        while (search.Trials.Count < 60 && search.Ask() is { } trial)
        {
            var (units, dropout) = (trial.Point[0], trial.Point[1]);
            search.Tell(trial.Number, (1 / units) + (dropout * dropout), units / 100); // one value an objective, in their order
        }

        foreach (var trial in search.ParetoFront)
        {
            Console.WriteLine($"{trial.Values[0]:0.000} in {trial.Values[1]:0.0} ms with {trial.Point[0]} units");
        }
        #endregion

        Assert.True(search.ParetoFront.Count > 3, $"{search.ParetoFront.Count} trials on the front");
        Assert.Throws<InvalidOperationException>(() => search.Best);
    }

    [Fact]
    public void AskAndTell_GivenSeveralThreads_TakesAllTrials()
    {
        #region ask-and-tell-parallel
        using var search = HyperparameterSearch.Create(Loss, Sampler.Tpe());
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            var trial = search.Ask()!;
            search.Tell(trial.Number, LossAfter(20, rate: trial.Point[0]));
        });
        #endregion

        Assert.Equal(Enumerable.Range(0, 40), search.Trials.Select(t => t.Number));
        Assert.DoesNotContain(search.Trials, t => t.State == TrialState.Running);
    }

    /// <summary>Best, 1, at 60 degrees, a dose of 0.05, and fast stirring.</summary>
    private static double Yield(double temperature, double dose, bool fast) =>
        (fast ? 1 : 0.7) * Math.Exp(-Math.Pow((temperature - 60) / 30, 2) - Math.Pow((Math.Log10(dose) - Math.Log10(0.05)) / 1.5, 2));

    /// <summary>A learning curve: slow at low rates, not a number at high ones.</summary>
    private static double LossAfter(int step, double rate) => rate > 0.3 && step > 3 ? double.NaN : 0.1 + Math.Exp(-step * rate * 5);
}
