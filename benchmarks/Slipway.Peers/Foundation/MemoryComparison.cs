using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>
/// A linear model trained on a CSV ten times larger than the job's memory budget, in a process whose private memory the kernel limits
/// (RLIMIT_DATA, by prlimit) to what the same process needs for a tiny CSV, plus the budget. To show that the limit bites, the same
/// training without a budget must fail under it.
/// </summary>
internal static class MemoryComparison
{
    private const long Mebibyte = 1 << 20;
    private const long Budget = 64 * Mebibyte;
    private const int Columns = 41;

    /// <summary>The row.</summary>
    /// <param name="setup">Where generated files go.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup)
    {
        yield return new Comparison
        {
            Work = $"linear on a {10 * Budget / Mebibyte} MiB CSV, budget {Budget / Mebibyte} MiB, peak memory of the process",
            Unit = "MiB",
            Goal = "completes within runtime + budget",
            GoalMet = result => result.Slipway is not null,
            Slipway = Contender.Slipway(cancellationToken => RunAsync(setup, cancellationToken)),
            WarmUps = 0,
            Repetitions = 1,
        };
    }

    private static async Task<Measurement> RunAsync(BenchmarkSetup setup, CancellationToken cancellationToken)
    {
        var small = NumericCsv.Generate(Path.Combine(setup.Data.Work, "memory-small.csv"), Mebibyte, Columns);
        var large = NumericCsv.Generate(Path.Combine(setup.Data.Work, "memory-large.csv"), 10 * Budget, Columns);
        try
        {
            var runtime = await LimitedChild.TrainAsync(small.Path, Budget, null, cancellationToken: cancellationToken);
            var limit = runtime.PrivateBytes + Budget;
            var limited = await LimitedChild.TrainAsync(large.Path, Budget, limit, cancellationToken: cancellationToken);
            if (limited.Failure is not null)
            {
                throw new InvalidOperationException($"Training under a limit of {limit / Mebibyte} MiB failed: {limited.Failure}");
            }

            var unbudgeted = await LimitedChild.TrainAsync(large.Path, long.MaxValue, limit, heapLimit: Budget, cancellationToken: cancellationToken);
            if (unbudgeted.Failure is null)
            {
                throw new InvalidOperationException($"Without a budget it fits {limit / Mebibyte} MiB too: the limit shows nothing.");
            }

            return new Measurement(limited.PeakResident / (double)Mebibyte, limited.Accuracy, string.Join(
                "; ",
                $"{large.Rows} rows, {limited.Seconds:0.0} s",
                $"limit {limit / Mebibyte} MiB private = runtime {runtime.PrivateBytes / Mebibyte} + budget {Budget / Mebibyte}",
                $"used {limited.PrivateBytes / Mebibyte} MiB private, {limited.PeakResident / Mebibyte} MiB resident, mapped file included",
                $"without a budget: {unbudgeted.Failure}"));
        }
        finally
        {
            File.Delete(small.Path);
            File.Delete(large.Path);
        }
    }
}
