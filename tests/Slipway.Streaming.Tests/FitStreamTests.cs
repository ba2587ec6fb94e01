using System.Runtime.CompilerServices;
using Slipway.TestProcess;

namespace Slipway.Streaming.Tests;

public class FitStreamTests
{
    private static readonly MlpClassifier Recipe = new() { HiddenLayers = [16], BatchSize = 32, LearningRate = 0.01 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FitStreamAsync_GivenRowsThatCanBeLearned_LearnsAndReportsEachMicroBatchBeforeItIsLearned()
    {
        // given
        using var folder = new TemporaryFolder();
        var stream = DataChannel.FromStream(Sensors(8192, Token)).WithLabel(nameof(SensorRow.State));

        // when
        await using var job = await Estimator.For(Recipe).WithOutput(folder.Root).FitStreamAsync(
            stream, new StreamingOptions { MicroBatchRows = 256, WindowRows = 2048 }, Token);
        using var model = await job.Completion;
        var metrics = await Collect(job.Metrics);

        // then: every micro-batch but the first, which there was no model for
        var accuracy = metrics.Where(m => m.Name == "prequential:accuracy").ToList();
        Assert.Equal(31, accuracy.Count);
        Assert.Equal(512, accuracy[0].Rows);
        Assert.All(accuracy, m => Assert.Equal(MetricDirection.Maximize, m.Direction));
        Assert.True(accuracy[^4..].Average(m => m.Value) > accuracy[..4].Average(m => m.Value) + 0.1);
        Assert.True(accuracy[^4..].Average(m => m.Value) > 0.85);
        Assert.Equal(4, metrics.Count(m => m.Name == "window:accuracy"));
        Assert.Equal(8192, model.Lineage.TrainingRows);
        Assert.Equal(4, job.Progress.Windows);
        Assert.Equal(JobState.Completed, job.Progress.State);

        // then: the job is found like any other
        using var loaded = await TrainedModel.LoadAsync(job.JobDirectory, cancellationToken: Token);
        Assert.Equal(model.Digest, loaded.Digest);
    }

    [Fact]
    public async Task FitStreamAsync_GivenMicroBatches_LearnsWhatOnePassInOrderLearns()
    {
        // given
        using var folder = new TemporaryFolder();
        var options = new StreamingOptions { MicroBatchRows = 64, WindowRows = 1024, Drift = null };

        // when: micro-batches of another size, all multiples of the algorithm's batches
        var digests = new List<string>();
        foreach (var rows in new[] { 64, 128, 512 })
        {
            await using var job = await Estimator.For(Recipe).WithOutput(folder.Root).FitStreamAsync(
                DataChannel.FromStream(Sensors(4096, Token)).WithLabel(nameof(SensorRow.State)), options with { MicroBatchRows = rows }, Token);
            using var model = await job.Completion;
            digests.Add(model.Digest);
        }

        // then: the state goes on from one to the next, so their borders leave no trace
        Assert.Single(digests.Distinct());
    }

    [Fact]
    public async Task FitStreamAsync_GivenSlowLearner_NeverReadsFurtherAheadThanTheBound()
    {
        // given
        using var folder = new TemporaryFolder();
        long read = 0;
        var worst = 0L;
        StreamingJob? running = null;
        var source = new SensorSource(20_000, i =>
        {
            read = i + 1;
            if (running?.Progress is { Rows: > 0 } progress)
            {
                worst = Math.Max(worst, read - progress.Rows);
            }
        });

        // when
        var recipe = Recipe with { HiddenLayers = [128, 128] };
        await using var job = await Estimator.For(recipe).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(source).WithLabel(nameof(SensorRow.State)),
            new StreamingOptions { MicroBatchRows = 100, WindowRows = 1000, QueuedMicroBatches = 3 }, Token);
        running = job;
        using var model = await job.Completion;

        // then: three are read ahead; the one that is being learned is not yet counted as learned
        Assert.InRange(worst, 1, 400 + 100);
    }

    [Fact]
    public async Task StopAsync_GivenEndlessStream_LearnsWhatWasReadAndKeepsASnapshot()
    {
        // given
        using var folder = new TemporaryFolder();
        await using var job = await Estimator.For(Recipe).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(Sensors(long.MaxValue, Token)).WithLabel(nameof(SensorRow.State)),
            new StreamingOptions { MicroBatchRows = 128, WindowRows = 512, SnapshotInterval = null }, Token);
        using (await job.WaitForModelAsync(Token))
        {
            // when
            await job.StopAsync(Token);
        }

        using var model = await job.Completion;

        // then
        Assert.Equal(JobState.Stopped, job.Progress.State);
        Assert.Equal(job.Progress.Rows, model.Lineage.TrainingRows);
        using var latest = await TrainedModel.LoadAsync(Path.Combine(job.JobDirectory, "snapshots", "latest.tar.gz"), cancellationToken: Token);
        Assert.Equal(model.Digest, latest.Digest);
    }

    [Fact]
    public async Task Cancel_GivenRunningJob_EndsItWithoutAnotherSnapshot()
    {
        // given
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        await using var job = await Estimator.For(Recipe).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(Sensors(long.MaxValue, Token)).WithLabel(nameof(SensorRow.State)), new StreamingOptions { WindowRows = 512 }, cancel.Token);
        using var model = await job.WaitForModelAsync(Token);

        // when
        await cancel.CancelAsync();

        // then
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal(JobState.Cancelled, job.Progress.State);
        Assert.False(File.Exists(Path.Combine(job.JobDirectory, "output", "model.tar.gz")));
    }

    [Fact]
    public async Task Completion_GivenSourceThatFails_NamesTheLastSnapshotWhichHasWhatWasLearned()
    {
        // given
        using var folder = new TemporaryFolder();
        await using var job = await Estimator.For(Recipe).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(Failing(2000)).WithLabel(nameof(SensorRow.State)),
            new StreamingOptions { MicroBatchRows = 100, WindowRows = 500, SnapshotInterval = null }, Token);

        // when
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => job.Completion);

        // then
        Assert.True(error.Message.Contains("the broker is gone", StringComparison.Ordinal), error.ToString());
        Assert.Contains("the broker is gone", error.Message, StringComparison.Ordinal);
        var snapshot = Path.Combine(job.JobDirectory, "snapshots", "rows-000000002000.tar.gz");
        Assert.Contains(snapshot, error.Message, StringComparison.Ordinal);
        using var kept = await TrainedModel.LoadAsync(snapshot, cancellationToken: Token);
        Assert.Equal(2000, kept.Lineage.TrainingRows);
    }

    [Fact]
    public async Task Completion_GivenLossThatDiverges_SaysSoAndKeepsTheLastSnapshot()
    {
        // given
        using var folder = new TemporaryFolder();
        var recipe = new MlpRegressor { HiddenLayers = [8], Optimizer = Optimizer.Sgd, LearningRate = 1e6, Momentum = 0 };
        await using var job = await Estimator.For(recipe).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(Sensors(50_000, Token)).WithLabel(nameof(SensorRow.Temperature)),
            new StreamingOptions { WindowRows = 500 }, Token);

        // when
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => job.Completion);

        // then
        Assert.IsType<TrainingDivergedException>(error.InnerException);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.Contains("snapshot", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitStreamAsync_GivenModelToContinueFrom_KeepsItsFeaturesAndHasAModelAtOnce()
    {
        // given
        using var folder = new TemporaryFolder();
        using var first = await Estimator.For(Recipe with { Epochs = 3 }).WithOutput(folder.Root).FitAsync(
            DataChannel.From(Enumerable.Range(0, 2000).Select(i => SensorRow.At(i))).WithLabel(nameof(SensorRow.State)), cancellationToken: Token);

        // when
        await using var job = await Estimator.For(Recipe).ContinueFrom(first).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(Sensors(1024, Token)).WithLabel(nameof(SensorRow.State)), new StreamingOptions { MicroBatchRows = 256 }, Token);
        using var model = await job.Completion;
        var metrics = await Collect(job.Metrics);

        // then: the first micro-batch is scored by the model that was there
        Assert.Equal(256, metrics.First(m => m.Name == "prequential:loss").Rows);
        Assert.Equal(first.Features!.ToJson().ToJsonString(), model.Features!.ToJson().ToJsonString());
        Assert.NotEqual(first.Digest, model.Digest);
        Assert.Equal(first.Digest, model.Lineage.ContinuedFrom);
    }

    [Fact]
    public async Task FitStreamAsync_GivenShippedDigitsAsAStream_ReachesTheAccuracyOfOnePass()
    {
        // given: the same images again and again
        using var folder = new TemporaryFolder();
        var stream = DataChannel.FromStream(Repeated(SampleData.Digits, 5)).WithLabel("digit");

        // when
        await using var job = await Estimator.For(new MlpClassifier { HiddenLayers = [64], LearningRate = 0.003 }).WithOutput(folder.Root).FitStreamAsync(
            stream, new StreamingOptions { WindowRows = 1797, Drift = null }, Token);
        using var model = await job.Completion;

        // then
        var last = (await Collect(job.Metrics)).Last(m => m.Name == "window:accuracy");
        Assert.True(last.Value > 0.95, last.ToString());
    }

    [Fact]
    public async Task FitStreamAsync_GivenLinearClassifier_LearnsWindowByWindow()
    {
        // given
        using var folder = new TemporaryFolder();

        // when
        await using var job = await Estimator.For(new LinearClassifier()).WithOutput(folder.Root).FitStreamAsync(
            DataChannel.FromStream(Sensors(4500, Token)).WithLabel(nameof(SensorRow.State)), new StreamingOptions { MicroBatchRows = 250, WindowRows = 1000 }, Token);
        using var model = await job.Completion;
        var metrics = await Collect(job.Metrics);

        // then: nothing to score by in the first window; the last, incomplete one is learned too
        Assert.Equal(1250, metrics.First(m => m.Name == "prequential:accuracy").Rows);
        Assert.Equal(4500, model.Lineage.TrainingRows);
        Assert.True(metrics.Last(m => m.Name == "window:accuracy").Value > 0.85);
    }

    private static async IAsyncEnumerable<SensorRow> Sensors(long count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0L; i < count; i++)
        {
            if (i % 1000 == 0)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
            }

            yield return SensorRow.At(i);
        }
    }

    private static async IAsyncEnumerable<SensorRow> Failing(int count)
    {
        await foreach (var row in Sensors(count, Token))
        {
            yield return row;
        }

        throw new IOException("the broker is gone");
    }

    private static async IAsyncEnumerable<Apache.Arrow.RecordBatch> Repeated(DataChannel rows, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await foreach (var batch in rows.ReadAsync())
            {
                yield return batch;
            }
        }
    }

    private static async Task<List<StreamMetric>> Collect(IAsyncEnumerable<StreamMetric> metrics)
    {
        var all = new List<StreamMetric>();
        await foreach (var metric in metrics)
        {
            all.Add(metric);
        }

        return all;
    }
}
