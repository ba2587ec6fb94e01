using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Peers.Foundation;

/// <summary>What runs in the limited process: one training, then one JSON line about memory and accuracy.</summary>
internal static class MemoryChild
{
    /// <summary>Trains and prints.</summary>
    /// <param name="arguments">CSV file, memory budget in bytes, and maybe a CSV file to evaluate on; without it, the first rows are used.</param>
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
            var test = arguments.Length > 2 ? DataChannel.FromCsv(arguments[2]).WithLabel("y") : channel.Take(10_000);
            var evaluation = await model.EvaluateAsync(test);
            var report = new JsonObject
            {
                ["accuracy"] = evaluation.Metrics["accuracy"],
                ["private"] = peak.Bytes,
                ["resident"] = PrivateMemoryPeak.Status("VmHWM:"),
                ["seconds"] = seconds,
                ["rows"] = model.Lineage.TrainingRows,
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
