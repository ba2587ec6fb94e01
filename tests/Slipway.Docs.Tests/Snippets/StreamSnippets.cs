using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Docs.Tests.Snippets;

public class StreamSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task FitStreamAsync_GivenRecords_LearnsAndAnswers()
    {
        #region stream-fit
        var stream = DataChannel.FromStream(Measurements()).WithLabel("Kind");       // IAsyncEnumerable<Measurement>, without an end
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [16], LearningRate = 0.01 }).WithOutput("jobs");

        await using var job = await estimator.FitStreamAsync(stream, new StreamingOptions { MicroBatchRows = 64, WindowRows = 512 });
        using var predictor = await job.CreatePredictorAsync<Measurement, Classification>();   // waits for the first model

        Console.WriteLine(predictor.Predict(new Measurement(13.2, 2.9, "")).Label);            // always by the newest one
        await job.StopAsync();                                                                // learns what was read, keeps it
        using var model = await job.Completion;
        #endregion

        Assert.Equal(JobState.Stopped, job.Progress.State);
        Assert.True(model.Lineage.TrainingRows >= 512);
    }

    [Fact]
    public async Task Metrics_GivenJob_AreReadWhileItRuns()
    {
        await using var job = await Estimator.For(new MlpClassifier { HiddenLayers = [8] }).WithOutput("jobs").FitStreamAsync(
            DataChannel.FromStream(Measurements(4000)).WithLabel("Kind"), new StreamingOptions { WindowRows = 1000 });

        #region stream-watch
        await foreach (var metric in job.Metrics)
        {
            if (metric.Name == "window:accuracy")
            {
                Console.WriteLine(metric);                       // row 8192 window:accuracy 0.942 (higher is better)
            }
        }

        await foreach (var drift in job.DriftEvents)
        {
            Console.WriteLine(drift);                            // window 5: Alcohol drifted, population stability index 0.41 (above 0.25)
        }
        #endregion

        Assert.Equal(JobState.Completed, job.Progress.State);
    }

    [Fact]
    public async Task FromFileTail_GivenName_GoesOnAfterAnInterruption()
    {
        File.WriteAllLines("measurements.csv", ["alcohol,flavanoids,kind", .. Enumerable.Range(0, 3000).Select(i => Of(i)).Select(
            m => string.Create(CultureInfo.InvariantCulture, $"{m.Alcohol},{m.Flavanoids},{m.Kind}"))]);

        #region stream-tail
        // The application starts again after a crash and runs the same lines.
        await using var job = await Estimator.For(new MlpClassifier { HiddenLayers = [16] })
            .WithOutput("jobs")
            .WithJobName("measurements")                         // the name finds the checkpoint
            .FitStreamAsync(
                DataChannel.FromFileTail("measurements.csv").WithLabel("kind"),
                new StreamingOptions { ExactlyOnce = true, WindowRows = 1024, SnapshotRows = 1024 });
        #endregion

        using (await job.WaitForModelAsync())
        {
            await job.StopAsync();
        }

        using var latest = await TrainedModel.LoadAsync(Path.Combine(job.JobDirectory, "snapshots", "latest.tar.gz"));
        Assert.Contains("slipway_stream_position", latest.Lineage.Tags.Keys);
    }

    [Fact]
    public async Task FromStream_GivenPositionedSource_IsReadFromAnyPosition()
    {
        #region stream-positions
        var stream = DataChannel.FromStream(new MeasurementLog(rows: 2000)).WithLabel("Kind");
        #endregion

        await using var job = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitStreamAsync(stream, new StreamingOptions { WindowRows = 500 });
        using var model = await job.Completion;
        Assert.Equal("2000", job.Progress.Position);
    }

    internal static Measurement Of(long i)
    {
        var random = new Random((int)i);
        var kind = (int)(i % 3);
        return new Measurement(12 + (0.7 * kind) + random.NextDouble(), 1 + (kind == 1 ? 0 : 1.5) + random.NextDouble(), $"class_{kind}");
    }

    private static async IAsyncEnumerable<Measurement> Measurements(
        long count = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0L; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return Of(i);
        }
    }
}
