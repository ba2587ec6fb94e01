using System.Diagnostics;
using Slipway.Features;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>What a job costs over calling the algorithm: the same rows, features and recipe, with and without job and artifact.</summary>
internal static class OverheadComparison
{
    private const int Calls = 100;
    private const double GoalMilliseconds = 5;

    private static readonly LinearClassifier Recipe = new();

    /// <summary>The row.</summary>
    /// <param name="setup">Threads.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup)
    {
        yield return new Comparison
        {
            Work = $"FitAsync over Algorithm.Train, linear, 400 x 4, median of {Calls} calls",
            Unit = "ms",
            Goal = $"FitAsync costs less than {GoalMilliseconds} ms more",
            GoalMet = result => result.Slipway!.Value - result.Peer!.Value < GoalMilliseconds,
            Quality = QualityRule.SameValue(0),
            Slipway = Contender.Slipway(cancellationToken => FitAsync(setup.Threads, cancellationToken)),
            Peer = new Contender("Algorithm.Train", () => "the same build", _ => Task.Run(() => Train(setup.Threads))),
        };
    }

    private static async Task<Measurement> FitAsync(int threads, CancellationToken cancellationToken)
    {
        var output = Directory.CreateTempSubdirectory("slipway-peers-job-").FullName;
        try
        {
            var estimator = Estimator.For(Recipe).WithOutput(output).WithSeed(1).WithMaxThreads(threads);
            var times = new double[Calls];
            var first = 0.0;
            for (var call = 0; call < Calls; call++)
            {
                var start = Stopwatch.GetTimestamp();
                using var model = await estimator.FitAsync(Rows(), cancellationToken: cancellationToken);
                times[call] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                first = model.Metrics.Last(m => m.Name == "train:loss").Value;
            }

            return Measured(times, first);
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static Measurement Train(int threads)
    {
        var times = new double[Calls];
        var last = 0.0;
        for (var call = 0; call < Calls; call++)
        {
            var start = Stopwatch.GetTimestamp();
            var data = FeaturePipeline.Auto.FitTransform(() => Rows().Open(), new FitOptions(LearningTask.Classification));
            using var matrix = data.Matrix;
            var context = TrainingContext.Create(
                Recipe.Describe(), matrix, classes: data.Pipeline.Label!.Classes, seed: 1, maxThreads: threads, onMetric: Keep);
            using var model = Recipe.Train(context);
            times[call] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Measured(times, last);

        void Keep(TrainingMetric metric) => last = metric.Name == "train:loss" ? metric.Value : last;
    }

    private static DataChannel Rows() =>
        DataChannel.From(Enumerable.Range(0, 400).Select(Row)).WithLabel(nameof(Sample.Label));

    private static Sample Row(int i) => new(i % 7, i % 11, i % 13, i % 17, (i % 7) + (i % 11) > 8 ? "high" : "low");

    // The artifact is synced to disk, so other programs' writing shows in the median; the fastest tenth says what the code costs.
    private static Measurement Measured(double[] times, double loss)
    {
        Array.Sort(times);
        return new Measurement(times[times.Length / 2], loss, $"fastest {times[0]:0.000} ms, first decile {times[times.Length / 10]:0.000} ms");
    }

    private sealed record Sample(float A, float B, float C, float D, string Label);
}
