using System.Diagnostics;
using Slipway.Peers.Foundation;
using Slipway.Peers.Running;

namespace Slipway.Peers.Data;

/// <summary>
/// A linear model trained on a CSV that fits neither the job's memory budget nor (20 GB) most machines' memory, in a process whose private
/// memory the kernel limits to what the same process needs for a tiny CSV, plus the budget.
/// </summary>
internal static class LargeCsvComparison
{
    private const long Mebibyte = 1 << 20;
    private const long Budget = 512 * Mebibyte;
    private const double Points = 0.1;

    /// <summary>The row.</summary>
    /// <param name="setup">Size of the file, and where it goes.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup)
    {
        yield return new Comparison
        {
            Work = $"linear on a {setup.CsvGigabytes} GB CSV, budget {Budget / Mebibyte} MiB, peak resident memory of the process",
            Unit = "MiB",
            Goal = $"completes within runtime + budget; accuracy within {Points} points of the rule that made the labels",
            GoalMet = result => result.Slipway is not null,
            Slipway = Contender.Slipway(cancellationToken => RunAsync(setup, cancellationToken)),
            WarmUps = 0,
            Repetitions = 1,
        };
    }

    private static async Task<Measurement> RunAsync(BenchmarkSetup setup, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-peers-large-").FullName;
        try
        {
            var test = LargeCsv.Generate(Path.Combine(folder, "test.csv"), 30_000_000, 2, cancellationToken);
            var runtime = await LimitedChild.TrainAsync(
                LargeCsv.Generate(Path.Combine(folder, "tiny.csv"), Mebibyte, 3, cancellationToken).Path, Budget, null, cancellationToken: cancellationToken);
            var start = Stopwatch.GetTimestamp();
            var large = LargeCsv.Generate(Path.Combine(folder, "large.csv"), setup.CsvGigabytes * 1_000_000_000L, 1, cancellationToken);
            var generated = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var limit = runtime.PrivateBytes + Budget;
            var child = await LimitedChild.TrainAsync(large.Path, Budget, limit, test.Path, cancellationToken: cancellationToken);
            if (child.Failure is not null)
            {
                throw new InvalidOperationException($"Training under a limit of {limit / Mebibyte} MiB failed: {child.Failure}");
            }

            if (child.Rows != large.Rows || child.Accuracy < test.BestAccuracy - (Points / 100))
            {
                throw new InvalidOperationException(
                    $"Trained on {child.Rows} of {large.Rows} rows, accuracy {child.Accuracy:0.0000}; the rule that made the labels has {test.BestAccuracy:0.0000}.");
            }

            return new Measurement(child.PeakResident / (double)Mebibyte, child.Accuracy, string.Join(
                "; ",
                $"{large.Bytes / 1e9:0.0} GB, {large.Rows} rows x {LargeCsv.Features + 1}, written in {generated:0} s",
                $"file to model {child.Seconds:0} s, {large.Bytes / 1e6 / child.Seconds:0} MB/s",
                $"accuracy {child.Accuracy:0.0000} on {test.Rows} other rows, of the rule itself {test.BestAccuracy:0.0000}",
                $"limit {limit / Mebibyte} MiB private = runtime {runtime.PrivateBytes / Mebibyte} + budget {Budget / Mebibyte}, used {child.PrivateBytes / Mebibyte}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
