using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>
/// A linear model trained on a CSV ten times larger than the job's memory budget, in a process whose private memory the kernel limits
/// (RLIMIT_DATA, by prlimit) to what the same process needs for a tiny CSV, plus the budget. To show that the limit bites, the same
/// training without a budget must fail under it. The managed heap is capped at the budget too: .NET sees a container's limit by itself,
/// but not RLIMIT_DATA.
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
        if (!File.Exists("/usr/bin/prlimit"))
        {
            throw new PeerMissingException("/usr/bin/prlimit (util-linux), which sets the limit");
        }

        var small = NumericCsv.Generate(Path.Combine(setup.Data.Work, "memory-small.csv"), Mebibyte, Columns);
        var large = NumericCsv.Generate(Path.Combine(setup.Data.Work, "memory-large.csv"), 10 * Budget, Columns);
        try
        {
            var runtime = await ChildAsync(small.Path, Budget, null, cancellationToken);
            var limit = runtime.PrivateBytes + Budget;
            var limited = await ChildAsync(large.Path, Budget, limit, cancellationToken);
            if (limited.Failure is not null)
            {
                throw new InvalidOperationException($"Training under a limit of {limit / Mebibyte} MiB failed: {limited.Failure}");
            }

            var unbudgeted = await ChildAsync(large.Path, long.MaxValue, limit, cancellationToken);
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

    private static async Task<ChildResult> ChildAsync(string csv, long budget, long? limit, CancellationToken cancellationToken)
    {
        string[] command = ["dotnet", "exec", typeof(MemoryComparison).Assembly.Location, "--child", csv, $"{budget}"];
        string[] limited = limit is null ? command : ["prlimit", $"--data={limit}", .. command];
        var start = new ProcessStartInfo(limited[0], limited[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{Budget:x}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            var reason = (await errors).Split('\n').FirstOrDefault(line => line.Length > 0) ?? $"exit code {process.ExitCode}";
            return new ChildResult(0, 0, 0, 0, reason.Trim());
        }

        var reply = JsonNode.Parse(output)!;
        return new ChildResult(
            (double)reply["accuracy"]!, (long)reply["private"]!, (long)reply["resident"]!, (double)reply["seconds"]!, null);
    }

    private sealed record ChildResult(double Accuracy, long PrivateBytes, long PeakResident, double Seconds, string? Failure);
}
