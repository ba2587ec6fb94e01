using System.Threading.Channels;
using Slipway.TestProcess;

namespace Slipway.Streaming.Tests;

public class LiveModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Predict_GivenModelsThatChangeUnderIt_AlwaysAnswersByAWholeOne()
    {
        // given
        using var folder = new TemporaryFolder();
        await using var job = await Estimator.For(new MlpClassifier { HiddenLayers = [8] }).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(new SensorSource(long.MaxValue)).WithLabel("State"),
            new StreamingOptions { MicroBatchRows = 32, WindowRows = 512, SnapshotInterval = null, Drift = null }, Token);
        using var predictor = await job.CreatePredictorAsync<SensorRow, Classification>(Token);
        var before = job.Progress.MicroBatches;

        // when: four threads ask while hundreds of models come and go
        var asked = new long[4];
        var threads = Enumerable.Range(0, 4).Select(t => Task.Factory.StartNew(
            () =>
            {
                while (job.Progress.MicroBatches < before + 300 && !job.Completion.IsCompleted)
                {
                    var answer = predictor.Predict(SensorRow.At(asked[t]++));
                    Assert.Contains(answer.Label, (string[])["calm", "watch", "alarm"]);
                    Assert.InRange(answer.Probability, 0.2, 1.0001);
                }
            }, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await Task.WhenAll(threads);
        await job.StopAsync(Token);
        using var last = await job.Completion;

        // then: it has the last model, and keeps it
        Assert.All(asked, n => Assert.True(n > 0));
        using var expected = last.CreatePredictor<SensorRow, Classification>();
        Assert.Equal(expected.Predict(SensorRow.At(5)), predictor.Predict(SensorRow.At(5)));
        await job.DisposeAsync();
        Assert.Equal(expected.Predict(SensorRow.At(6)), await predictor.PredictAsync(SensorRow.At(6), Token));
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(SensorRow.At(5)));
    }

    [Fact]
    public async Task DriftEvents_GivenStreamThatShifts_NameTheColumnAndTheError()
    {
        // given: what the model relies on moves, what it does not stays
        using var folder = new TemporaryFolder();
        var rows = Channel.CreateUnbounded<SensorRow>();
        for (var i = 0; i < 12_000; i++)
        {
            rows.Writer.TryWrite(SensorRow.At(i, i < 8_000 ? 0 : 0.8f));
        }

        rows.Writer.Complete();

        // when
        await using var job = await Estimator.For(new MlpClassifier { HiddenLayers = [16], LearningRate = 0.01 }).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(rows.Reader.ReadAllAsync(Token)).WithLabel("State"),
            new StreamingOptions { MicroBatchRows = 100, WindowRows = 2000 }, Token);
        using var model = await job.Completion;
        var drifts = new List<DriftDetected>();
        await foreach (var drift in job.DriftEvents)
        {
            drifts.Add(drift);
        }

        // then: in windows 5 and 6 and not before
        Assert.Contains(drifts, d => d is { Kind: DriftKind.PopulationStability, Column: "Pressure", Window: 5 });
        Assert.Contains(drifts, d => d is { Kind: DriftKind.KolmogorovSmirnov, Column: "Pressure", Window: 6 });
        Assert.Contains(drifts, d => d is { Kind: DriftKind.Error, Window: 5 } && d.Value > d.Reference);
        Assert.DoesNotContain(drifts, d => d.Column == "Temperature");
        Assert.DoesNotContain(drifts, d => d.Column == "label");
        Assert.All(drifts.Where(d => d.Kind != DriftKind.Error), d => Assert.InRange(d.Window, 4, 6));
    }

    [Fact]
    public async Task FitStreamAsync_GivenAMillionRows_HoldsNoMoreMemoryAtTheEndThanAtTheBeginning()
    {
        // given
        using var folder = new TemporaryFolder();
        var used = new List<long>();
        var source = new SensorSource(1_000_000, row =>
        {
            if (row > 0 && row % 200_000 == 0)
            {
                used.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        });

        // when
        await using var job = await Estimator.For(new MlpClassifier { HiddenLayers = [8], BatchSize = 256 }).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(source).WithLabel("State"),
            new StreamingOptions { MicroBatchRows = 1024, WindowRows = 65_536, SnapshotRows = 250_000, SnapshotInterval = null }, Token);
        using var model = await job.Completion;

        // then: the rows would take 40 MB
        Assert.Equal(1_000_000, model.Lineage.TrainingRows);
        Assert.Equal(4, used.Count);
        Assert.True(used[^1] < used[0] + (4 << 20), string.Join(" ", used));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(job.JobDirectory, "snapshots"), "rows-*.tar.gz").Length);
        Assert.True(Directory.GetFiles(Path.Combine(job.JobDirectory, "checkpoints")).Length <= 2);
    }
}
