using System.Diagnostics;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Data;

/// <summary>
/// The same training from features in memory and from <see cref="InputMode.Pipe"/>, which reads and parses the file again in every epoch beside
/// the loop: seconds from file to model. The net is large enough for one thread of reading to be faster than the loop.
/// </summary>
internal static class PipeComparisons
{
    private const int Epochs = 4;
    private const double Points = 1;

    /// <summary>The row.</summary>
    /// <param name="setup">Where generated files go; threads.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup)
    {
        var csv = new Lazy<NumericCsv>(() => NumericCsv.Generate(Path.Combine(setup.Data.Work, "pipe.csv"), 40_000_000, 41));
        yield return new Comparison
        {
            Work = $"mlp 40-512-256-2 on a 40 MB CSV, {Epochs} epochs, from a pipe; peer in memory",
            Unit = "s",
            Goal = "at least 0.95 of the speed in memory",
            GoalMet = result => result.Ratio >= 0.95,
            Quality = QualityRule.NotWorseBy(Points),
            Slipway = Contender.Slipway(token => TrainAsync(csv.Value, InputMode.Pipe, setup.Threads, token)),
            Peer = new Contender(
                "Slipway in memory", () => Contender.PackageVersion(typeof(DataChannel)), token => TrainAsync(csv.Value, null, setup.Threads, token)),
        };
    }

    private static async Task<Measurement> TrainAsync(NumericCsv csv, InputMode? mode, int threads, CancellationToken cancellationToken)
    {
        var channel = DataChannel.FromCsv(csv.Path).WithLabel("y");
        var train = mode is { } chosen ? channel.WithInputMode(chosen) : channel;
        var output = Directory.CreateTempSubdirectory("slipway-peers-pipe-").FullName;
        try
        {
            var start = Stopwatch.GetTimestamp();
            using var model = await Estimator.For(new MlpClassifier { HiddenLayers = [512, 256], Epochs = Epochs, BatchSize = 256 })
                .WithOutput(output).WithSeed(1).WithMaxThreads(threads).FitAsync(train, cancellationToken: cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (model.Lineage.TrainingRows != csv.Rows)
            {
                throw new InvalidOperationException($"Trained on {model.Lineage.TrainingRows} of {csv.Rows} rows.");
            }

            var report = await model.EvaluateAsync(channel.Take(20_000), cancellationToken: cancellationToken);
            return new Measurement(seconds, report.Metrics["accuracy"], $"{csv.Rows} rows, {csv.Rows * Epochs / seconds:0} rows/s");
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }
}
