using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>From starting the Quickstart's process to the first metric of its job, as metrics.jsonl dates it.</summary>
internal static class StartComparison
{
    private const double GoalSeconds = 1;

    /// <summary>The row.</summary>
    public static IEnumerable<Comparison> All()
    {
        yield return new Comparison
        {
            Work = "process start to first metric of the Quickstart",
            Unit = "s",
            Goal = $"under {GoalSeconds} s",
            GoalMet = result => result.Slipway!.Value < GoalSeconds,
            Slipway = Contender.Slipway(RunAsync),
        };
    }

    private static async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var program = FindQuickstart();

        var folder = Directory.CreateTempSubdirectory("slipway-peers-start-").FullName;
        try
        {
            var start = new ProcessStartInfo("dotnet", ["exec", program])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var started = DateTimeOffset.UtcNow;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"The Quickstart exited with {process.ExitCode}: {output}{await errors}");
            }

            var first = FirstMetric(folder);
            return new Measurement((first - started).TotalSeconds, Note: output.TrimEnd().Split('\n')[^1].Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string FindQuickstart()
    {
        // bin/<configuration>/<framework> of this project and of the sample, which is built with it, have the same names.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        for (var folder = output.Parent; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sdk.sln")))
            {
                var program = Path.Combine(
                    folder.FullName, "samples", "Quickstart", "bin", output.Parent!.Name, output.Name, "Quickstart.dll");
                return File.Exists(program) ? program : throw new PeerMissingException($"{program} was not built");
            }
        }

        throw new PeerMissingException("the checkout: no folder above the runner has Sdk.sln");
    }

    private static DateTimeOffset FirstMetric(string folder)
    {
        var lines = Directory.GetFiles(folder, "metrics.jsonl", SearchOption.AllDirectories).SelectMany(File.ReadLines);
        return lines.Select(line => (DateTimeOffset)JsonNode.Parse(line)!["time"]!).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }
}
