using System.Globalization;
using Slipway.Tuning;

namespace Slipway.TestProcess;

/// <summary>A search of one trial after the other, with reports, pruned and failed trials, categories and a parameter that is not always there.</summary>
public static class SequentialSearch
{
    public static SearchDefinition Definition { get; } = new(
        new ParameterSpace([
            new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log),
            new CategoricalParameter("kernel", ["\"linéaire\"", "\"rbf\""]),
            new ContinuousParameter("gamma", 0, 1) { Condition = new ParameterCondition("kernel", [1]) },
            new IntegerParameter("units", 1, 64),
        ]),
        [new Objective("validation:loss", MetricDirection.Minimize)],
        Seed: 11);

    public static HyperparameterSearch Open(string? journal, bool flushToDisk = false, IReadOnlyDictionary<string, string>? identity = null, SlipwayServices? services = null) =>
        HyperparameterSearch.Create(Definition, new HistorySampler(), Pruner.Median(startupTrials: 2), new HyperparameterSearchOptions
        {
            Journal = journal,
            Services = services ?? SlipwayServices.Default,
            FlushToDisk = flushToDisk,
            Identity = identity ?? new Dictionary<string, string> { ["algorithm"] = "test", ["data"] = "0011" },
        });

    /// <summary>Finishes what was running, then asks until there are so many trials.</summary>
    public static void Run(HyperparameterSearch search, int trials)
    {
        foreach (var trial in search.Trials.Where(t => t.State == TrialState.Running).ToList())
        {
            Try(search, search.Restart(trial.Number));
        }

        while (search.Trials.Count < trials && search.Ask(t => "job-" + t.Number.ToString(CultureInfo.InvariantCulture)) is { } trial)
        {
            Try(search, trial);
        }
    }

    /// <summary>What is known of a trial, without times.</summary>
    public static string Describe(Trial trial) => string.Create(CultureInfo.InvariantCulture,
        $"{trial.Number} {trial.State} ({string.Join(' ', trial.Point)}) [{string.Join(' ', trial.Values)}] {{{string.Join(' ', trial.Reports)}}} {trial.Reason} {trial.JobName}");

    private static void Try(HyperparameterSearch search, Trial trial)
    {
        if (trial.Number % 5 == 1)
        {
            search.Report(trial.Number, 1, 9);
            search.TellFailed(trial.Number, "It failed,\nas \"every\" fifth does.");
            return;
        }

        if (trial.Number % 5 == 3)
        {
            search.Tell(trial.Number, double.NaN);
            return;
        }

        var loss = 0.0;
        for (var step = 1; step <= 3; step++)
        {
            loss = Math.Abs(Math.Log(trial.Point[0]) + 4) + (trial.Point[3] / 64 / step) + (double.IsNaN(trial.Point[2]) ? 0.5 : trial.Point[2]);
            if (search.Report(trial.Number, step, loss) is { } reason)
            {
                search.TellPruned(trial.Number, reason);
                return;
            }
        }

        search.Tell(trial.Number, loss);
    }
}
