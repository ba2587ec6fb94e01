using Slipway.TestProcess;

namespace Slipway.Streaming.Tests;

public class StreamChannelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FromStream_GivenSecondPass_SaysWhatToUseInstead()
    {
        // given
        var channel = DataChannel.FromStream(Rows(5000)).WithLabel(nameof(SensorRow.State));
        Assert.Equal(5000, await channel.CountRowsAsync(cancellationToken: Token));

        // when
        var error = Assert.Throws<InvalidOperationException>(() => channel.Open());

        // then
        Assert.Contains("DataChannel.From(rows)", error.Message, StringComparison.Ordinal);
        Assert.Contains("IPositionedSource", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenStream_PointsToFitStreamAsync()
    {
        var error = await Assert.ThrowsAsync<EstimatorException>(
            () => Estimator.For(new MlpClassifier()).FitAsync(DataChannel.FromStream(Rows(10)).WithLabel("State"), cancellationToken: Token));
        Assert.Contains("FitStreamAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitStreamAsync_GivenWhatCannotWork_SaysAllProblemsAtOnce()
    {
        // given
        var recipe = new MlpClassifier { Schedule = LearningRateSchedule.Cosine, Warmup = 0.1, EarlyStopping = new EarlyStopping { Metric = "validation:loss" } };
        var options = new StreamingOptions
        {
            MicroBatchRows = 0,
            WindowRows = 1,
            QueuedMicroBatches = 0,
            KeptSnapshots = 0,
            SnapshotRows = 0,
            SnapshotInterval = TimeSpan.FromSeconds(-1),
            ExactlyOnce = true,
            MicroBatchDelay = TimeSpan.FromSeconds(1),
            WindowTime = TimeSpan.Zero,
            Drift = new DriftOptions { MaxFeatures = -1, SampleRows = 1, Bins = 1, PsiThreshold = 0, KolmogorovSmirnovSignificance = 0, KolmogorovSmirnovDistance = 2, ErrorConfidence = 1 },
        };

        // when
        var error = await Assert.ThrowsAsync<EstimatorException>(
            () => Estimator.For(recipe).FitStreamAsync(DataChannel.FromStream(Rows(10)).Take(5), options, Token));

        // then
        foreach (var part in new[]
        {
            "MicroBatchRows", "WindowRows", "QueuedMicroBatches", "KeptSnapshots", "SnapshotRows", "SnapshotInterval", "ExactlyOnce needs a source",
            "MicroBatchDelay", "WindowTime", "MaxFeatures", "SampleRows", "Bins", "PsiThreshold", "KolmogorovSmirnovSignificance",
            "KolmogorovSmirnovDistance", "ErrorConfidence", "no label column", "Take(5)", "Schedule", "Warmup", "EarlyStopping",
        })
        {
            Assert.Contains(part, error.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task FitStreamAsync_GivenAlgorithmThatCannotGoOn_SaysWhichCan()
    {
        var error = await Assert.ThrowsAsync<EstimatorException>(
            () => Estimator.For(new RandomForestClassifier()).FitStreamAsync(DataChannel.FromStream(Rows(10)).WithLabel("State"), cancellationToken: Token));
        Assert.Contains("perceptron", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitStreamAsync_GivenChannelThatIsNoStream_PointsToFitAsync()
    {
        var error = await Assert.ThrowsAsync<EstimatorException>(
            () => Estimator.For(new MlpClassifier()).FitStreamAsync(SampleData.Wine, cancellationToken: Token));
        Assert.Contains("FitAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitStreamAsync_GivenNameOfAJobWithOtherSettings_Refuses()
    {
        // given
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [4] }).WithOutput(folder.Root).WithJobName("job");
        await using (var job = await estimator.FitStreamAsync(Positioned(2000), new StreamingOptions { WindowRows = 500 }, Token))
        {
            using var model = await job.Completion;
        }

        // when
        var error = await Assert.ThrowsAsync<BackendException>(
            () => estimator.FitStreamAsync(Positioned(2000), new StreamingOptions { WindowRows = 600 }, Token));

        // then
        Assert.Contains("stream", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitStreamAsync_GivenEndedJobAndMoreRows_GoesOnWithThem()
    {
        // given
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [4] }).WithOutput(folder.Root).WithJobName("job");
        await using (var job = await estimator.FitStreamAsync(Positioned(2048), cancellationToken: Token))
        {
            using var model = await job.Completion;
        }

        // when
        await using var more = await estimator.FitStreamAsync(Positioned(5000), cancellationToken: Token);
        using var last = await more.Completion;

        // then
        Assert.Equal(5000, last.Lineage.TrainingRows);
        Assert.Equal("5000", last.Lineage.Tags["slipway_stream_position"]);
    }

    [Fact]
    public async Task FitStreamAsync_GivenInterruptedJobWithoutPositions_DoesNotGuessWhereItWas()
    {
        // given
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [4] }).WithOutput(folder.Root).WithJobName("job");
        await using (var job = await estimator.FitStreamAsync(DataChannel.FromStream(Rows(2000)).WithLabel("State"), cancellationToken: Token))
        {
            using var model = await job.Completion;
        }

        // when
        await using var again = await estimator.FitStreamAsync(DataChannel.FromStream(Rows(2000)).WithLabel("State"), cancellationToken: Token);
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => again.Completion);

        // then
        Assert.Contains("IPositionedSource", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitStreamAsync_GivenWhere_LearnsTheRowsThatPass()
    {
        // given
        using var folder = new TemporaryFolder();
        var stream = DataChannel.FromStream(Rows(4000)).WithLabel("State").Where<SensorRow>(r => r.Site != "south");

        // when
        await using var job = await Estimator.For(new MlpClassifier()).WithOutput(folder.Root).FitStreamAsync(stream, new StreamingOptions { WindowRows = 1000 }, Token);
        using var model = await job.Completion;

        // then
        Assert.DoesNotContain(model.Features!.FeatureNames, n => n.Contains("south", StringComparison.Ordinal));
        Assert.Contains(model.Features!.FeatureNames, n => n.Contains("north", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FitStreamAsync_GivenEmptyStream_SaysThatThereIsNoModel()
    {
        using var folder = new TemporaryFolder();
        await using var job = await Estimator.For(new MlpClassifier()).WithOutput(folder.Root)
            .FitStreamAsync(DataChannel.FromStream(Rows(0)).WithLabel("State"), cancellationToken: Token);
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => job.Completion);
        Assert.Contains("before there was a row", error.Message, StringComparison.Ordinal);
    }

    private static DataChannel Positioned(long rows) => DataChannel.FromStream(new SensorSource(rows)).WithLabel("State");

    private static async IAsyncEnumerable<SensorRow> Rows(int count)
    {
        await Task.Yield();
        for (var i = 0; i < count; i++)
        {
            yield return SensorRow.At(i);
        }
    }
}
