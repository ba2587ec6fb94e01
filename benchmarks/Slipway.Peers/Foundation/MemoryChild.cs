using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Peers.Foundation;

/// <summary>What runs in the limited process: one training, then one JSON line about memory and accuracy.</summary>
internal static class MemoryChild
{
    /// <summary>Trains and prints.</summary>
    /// <param name="arguments">CSV file, memory budget in bytes.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var channel = DataChannel.FromCsv(arguments[0]).WithLabel("y");
        var budget = long.Parse(arguments[1], CultureInfo.InvariantCulture);
        var output = Directory.CreateTempSubdirectory("slipway-peers-memory-").FullName;
        try
        {
            using var peak = new PrivateMemoryPeak();
            var start = Stopwatch.GetTimestamp();
            using var model = await Estimator.For(new LinearClassifier()).WithOutput(output).WithSeed(1).WithMaxThreads(1)
                .WithMemoryBudget(budget).FitAsync(channel);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var evaluation = await model.EvaluateAsync(channel.Take(10_000));
            var report = new JsonObject
            {
                ["accuracy"] = evaluation.Metrics["accuracy"],
                ["private"] = peak.Bytes,
                ["resident"] = PrivateMemoryPeak.Status("VmHWM:"),
                ["seconds"] = seconds,
            };
            Console.WriteLine(report.ToJsonString());
            return 0;
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }
}
