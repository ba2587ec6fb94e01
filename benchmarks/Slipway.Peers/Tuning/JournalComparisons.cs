using System.Diagnostics;
using Slipway.Peers.Running;
using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>Time to open the journal of a long search.</summary>
internal static class JournalComparisons
{
    private const int Trials = 10_000;
    private const int Reports = 5;

    public static IEnumerable<Comparison> Rows(BenchmarkSetup setup)
    {
        var journal = Path.Combine(setup.Data.Work, $"search-{Environment.ProcessId}.journal");
        yield return new Comparison
        {
            Work = $"journal of {Trials} trials with {Reports} reports each, opened",
            Unit = "s",
            Goal = "under 1 s",
            GoalMet = r => r.Slipway!.Value < 1,
            Slipway = Contender.Slipway(async ct =>
            {
                if (!File.Exists(journal))
                {
                    Write(journal, ct);
                }

                var start = Stopwatch.GetTimestamp();
                var content = await TuningJournal.ReadAsync(journal, cancellationToken: ct);
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                return content.Trials.Count == Trials && content.Trials.All(t => t.Reports.Count == Reports)
                    ? new Measurement(seconds, null, $"{new FileInfo(journal).Length >> 10} KiB")
                    : throw new InvalidOperationException($"The journal has {content.Trials.Count} trials; {Trials} were written.");
            }),
        };
    }

    private static void Write(string journal, CancellationToken cancellationToken)
    {
        var definition = new SearchDefinition(
            new ParameterSpace([new ContinuousParameter("rate", 1e-5, 1, ParameterScale.Log), new IntegerParameter("units", 1, 512)]),
            [new Objective("validation:loss", MetricDirection.Minimize)]);
        using var search = HyperparameterSearch.Create(
            definition, Sampler.Random(), Pruner.None(), new HyperparameterSearchOptions { Journal = journal, FlushToDisk = false });
        while (search.Trials.Count < Trials)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var trial = search.Ask()!;
            for (var step = 1; step <= Reports; step++)
            {
                search.Report(trial.Number, step, trial.Point[0] + (1.0 / step));
            }

            search.Tell(trial.Number, trial.Point[0]);
        }
    }
}
