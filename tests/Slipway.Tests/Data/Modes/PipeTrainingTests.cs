using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.TestProcess;

namespace Slipway.Tests.Data.Modes;

/// <summary>Training from a stream of rows that nobody keeps.</summary>
public sealed class PipeTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Rows in several files, sorted by class, so that an order that is not shuffled would show.</summary>
    private DataChannel Files(int rows = 3000, int files = 5)
    {
        var random = new Random(5);
        for (var f = 0; f < files; f++)
        {
            var text = new StringBuilder("a,b,c,group,class\n");
            for (var i = 0; i < rows / files; i++)
            {
                var c = ((f * rows / files) + i) * 3 / rows;
                text.Append(CultureInfo.InvariantCulture, $"{random.NextDouble() + c:0.0000},{random.NextDouble() - c:0.0000},{(i % 7 == 0 ? "" : "1.5")},{"xyz"[i % 3]},k{c}\n");
            }

            Directory.CreateDirectory(_folder.File("rows"));
            File.WriteAllText(_folder.File($"rows/part-{f}.csv"), text.ToString());
        }

        return DataChannel.FromCsv(_folder.File("rows")).WithLabel("class");
    }

    private Estimator<MlpClassifier> Train(int epochs = 6, int batch = 37) =>
        Estimator.For(new MlpClassifier { HiddenLayers = [16], Epochs = epochs, BatchSize = batch, ClassWeighting = ClassWeighting.Balanced })
            .WithOutput(_folder.File("jobs")).WithSeed(3);

    [Fact]
    public async Task FitAsync_GivenPipe_LearnsTheSameFromEveryRun()
    {
        // given
        var pipe = Files().WithInputMode(InputMode.Pipe);

        // when
        using var first = await Train().WithMaxThreads(1).FitAsync(pipe, cancellationToken: Token);
        using var second = await Train().WithMaxThreads(2).WithMemoryBudget(1 << 20).FitAsync(pipe, cancellationToken: Token);
        using var other = await Train().WithSeed(4).FitAsync(pipe, cancellationToken: Token);

        // then
        Assert.Equal(first.Digest, second.Digest);
        Assert.NotEqual(first.Digest, other.Digest);
        var report = await first.EvaluateAsync(Files(), cancellationToken: Token);
        Assert.True(report.Metrics["accuracy"] > 0.9, $"accuracy {report.Metrics["accuracy"]}");
    }

    [Fact]
    public async Task FitAsync_GivenPipeFromARemoteStore_LearnsTheSame()
    {
        var files = Files();
        var services = SlipwayServices.Default.AddStore(new FolderStore(_folder.Root));
        var remote = DataChannel.FromCsv("remote://bucket/rows").WithLabel("class").WithInputMode(InputMode.Pipe);

        using var local = await Train().FitAsync(files.WithInputMode(InputMode.Pipe), cancellationToken: Token);
        using var streamed = await Train().WithServices(services).FitAsync(remote, cancellationToken: Token);

        Assert.Equal(local.Digest, streamed.Digest);
    }

    [Fact]
    public async Task FitAsync_GivenPipe_KeepsNoRowsAndFitsTheSameFeatures()
    {
        // given
        var log = _folder.File("jobs/streamed/training.log");
        using var kept = await Train(epochs: 1).FitAsync(Files(), cancellationToken: Token);

        // when
        using var streamed = await Train(epochs: 1).WithJobName("streamed").FitAsync(Files().WithInputMode(InputMode.Pipe), cancellationToken: Token);

        // then
        Assert.Contains("3000 training rows, 7 features (dense), streamed in pools of up to 65536 rows, 3 pool(s)", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.Equal(kept.Features!.ToJson().ToJsonString(), streamed.Features!.ToJson().ToJsonString());
        Assert.Equal(3000, streamed.Lineage.TrainingRows);
        Assert.Contains("\"TrainingInputMode\": \"Pipe\"", File.ReadAllText(_folder.File("jobs/streamed/input/config/inputdataconfig.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenRegressionWithWeights_ScalesTargetsAsInMemory()
    {
        // given
        var random = new Random(2);
        var rows = Enumerable.Range(0, 900).Select(i => new Point(random.NextDouble(), 1_000 + (50 * random.NextDouble()), i % 3)).ToList();
        var channel = DataChannel.From(rows).WithLabel("Y").WithWeight("W");
        var estimator = Estimator.For(new MlpRegressor { HiddenLayers = [4], Epochs = 1, BatchSize = 900 }).WithOutput(_folder.File("jobs"));

        // when
        using var kept = await estimator.FitAsync(channel, cancellationToken: Token);
        using var streamed = await estimator.FitAsync(channel.WithInputMode(InputMode.Pipe), cancellationToken: Token);

        // then
        var (a, b) = ((MlpModel)kept.Model, (MlpModel)streamed.Model);
        Assert.Equal((a.TargetMean, a.TargetScale), (b.TargetMean, b.TargetScale));
        Assert.InRange(b.TargetMean, 1_000, 1_050);
    }

    [Fact]
    public async Task FitAsync_GivenSparseRows_LearnsTheSameFromEveryRun()
    {
        // given
        var random = new Random(3);
        var text = string.Concat(Enumerable.Range(0, 600).Select(i =>
            $"{i % 2} {string.Join(' ', Enumerable.Range(0, 4).Select(k => (k * 500) + 1 + (i % 2 * 250) + random.Next(200)).Select(k => $"{k}:1"))}\n"));
        var channel = DataChannel.FromLibSvm(_folder.Write("rows.libsvm", text)).WithInputMode(InputMode.Pipe);

        // when
        using var first = await Train(batch: 50).FitAsync(channel, cancellationToken: Token);
        using var second = await Train(batch: 50).WithMaxThreads(2).FitAsync(channel, cancellationToken: Token);

        // then
        Assert.True(first.Features!.IsSparse);
        Assert.Equal(first.Digest, second.Digest);
        Assert.True((await first.EvaluateAsync(channel, cancellationToken: Token)).Metrics["accuracy"] > 0.95);
    }

    [Fact]
    public async Task FitAsync_GivenModelToGoOnFrom_KeepsItsFeatures()
    {
        var pipe = Files().WithInputMode(InputMode.Pipe);
        using var first = await Train(epochs: 2).FitAsync(pipe.Shard(1, 2), cancellationToken: Token);
        using var second = await Train(epochs: 2).ContinueFrom(first).FitAsync(pipe.Shard(0, 2), cancellationToken: Token);

        Assert.Equal(first.Features!.ToJson().ToJsonString(), second.Features!.ToJson().ToJsonString());
        Assert.NotEqual(first.Digest, second.Digest);
    }

    [Fact]
    public async Task FitAsync_GivenBudgetBelowOnePool_SaysWhatItNeeds()
    {
        // given: 600 columns of 3,000 rows are 7.2 MB
        var wide = Wide(3_000, 600);

        // when
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => Train().WithMemoryBudget(4 << 20).FitAsync(wide, cancellationToken: Token));
        using var fits = await Train(epochs: 1).WithMemoryBudget(16 << 20).FitAsync(wide, cancellationToken: Token);

        // then
        Assert.Contains("7200000 bytes of features", error.Message, StringComparison.Ordinal);
        Assert.Contains("WithMemoryBudget", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fits.Digest);
    }

    [Fact]
    public async Task FitAsync_GivenOneOrManyPoolsInMemory_LearnsTheSame()
    {
        // given: pools of 27,962 rows, of which 40,000 rows are two
        var wide = Wide(40_000, 600);

        // when
        using var one = await Train(epochs: 2, batch: 1_000).WithMemoryBudget(140L << 20).FitAsync(wide, cancellationToken: Token);
        using var three = await Train(epochs: 2, batch: 1_000).WithMemoryBudget(1L << 30).FitAsync(wide, cancellationToken: Token);

        // then
        Assert.Equal(one.Digest, three.Digest);
    }

    [Fact]
    public async Task FitAsync_GivenAlgorithmThatNeedsAllRows_ReadsTheStreamIntoTheMatrixAndSaysSo()
    {
        var estimator = Estimator.For(new LinearClassifier { MaxIterations = 5 }).WithOutput(_folder.File("jobs"));
        using var kept = await estimator.FitAsync(Files(), cancellationToken: Token);
        using var piped = await estimator.WithJobName("linear").FitAsync(Files().WithInputMode(InputMode.Pipe), cancellationToken: Token);

        Assert.Equal(kept.Digest, piped.Digest);
        Assert.Contains("needs all rows at once", File.ReadAllText(_folder.File("jobs/linear/training.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenRowsThatBecomeFewer_FailsInTheEpochThatSeesIt()
    {
        // given
        var passes = 0;
        var channel = DataChannel.FromArrow(Wide(2_000, 3).Open().Schema, () => WideRows(++passes > 2 ? 1_999 : 2_000, 3)).WithLabel("class").WithInputMode(InputMode.Pipe);

        // when
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => Train().FitAsync(channel, cancellationToken: Token));

        // then
        Assert.Contains("the first pass read 2000 rows, the pass of epoch 2 1999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenBadValueInALaterFile_NamesItsLine()
    {
        _ = Files();
        File.AppendAllText(_folder.File("rows/part-3.csv"), "1,2,oops,x,k0\n");

        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => Train().FitAsync(
            DataChannel.FromCsv(_folder.File("rows")).WithLabel("class").WithInputMode(InputMode.Pipe), cancellationToken: Token));

        Assert.Contains("part-3.csv, line 602", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_GivenJobInAnEndlessStream_EndsItWithoutAModel()
    {
        // given
        var job = await Train(epochs: 1_000_000).StartAsync(Files().WithInputMode(InputMode.Pipe), cancellationToken: Token);
        await using (var metrics = job.Metrics.GetAsyncEnumerator(Token))
        {
            Assert.True(await metrics.MoveNextAsync());
        }

        // when
        await job.DisposeAsync();

        // then
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Completion);
    }

    [Fact]
    public async Task DryRunAsync_GivenPipe_TriesTheStream()
    {
        var report = await Train().DryRunAsync(Files().WithInputMode(InputMode.Pipe), cancellationToken: Token);

        Assert.Equal(3_000, report.Rows);
        Assert.Equal(7, report.Features);
        Assert.Equal(0, report.EstimatedMatrixBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task FitAsync_GivenKilledProcess_ResumesToTheSameModel(int metricsBeforeKill)
    {
        // given
        var digits = Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz");
        Directory.CreateDirectory(_folder.File("digits"));
        File.Copy(digits, _folder.File("digits/a.csv.gz"));
        File.Copy(digits, _folder.File("digits/b.csv.gz"));
        string[] Arguments(string output) => [_folder.File(output), "job", _folder.File("digits"), "digit", "pipe", "1"];
        using var undisturbed = ChildProcess.Start(Arguments("undisturbed"));
        var expected = await ChildProcess.OutputAsync(undisturbed, Token);

        // when
        using (var victim = ChildProcess.Start(Arguments("killed")))
        {
            await ChildProcess.UntilAsync(
                () => ChildProcess.Lines(_folder.File("killed/job/metrics.jsonl")) >= metricsBeforeKill
                    && Directory.Exists(_folder.File("killed/job/checkpoints")) && Directory.GetFiles(_folder.File("killed/job/checkpoints"), "*.slipway").Length > 0,
                victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(Token);
        }

        // then
        using var resumed = ChildProcess.Start(Arguments("killed"));
        Assert.Equal(expected, await ChildProcess.OutputAsync(resumed, Token));
        Assert.Contains("Resumed from a checkpoint", File.ReadAllText(_folder.File("killed/job/training.log")), StringComparison.Ordinal);
    }

    private static DataChannel Wide(int rows, int columns) => DataChannel.FromArrow(WideRows(1, columns).First().Schema, () => WideRows(rows, columns))
        .WithLabel("class").WithInputMode(InputMode.Pipe);

    private static IEnumerable<RecordBatch> WideRows(int rows, int columns)
    {
        var type = new FixedSizeListType(new Field("item", FloatType.Default, false), columns);
        for (var start = 0; start < rows; start += 1_000)
        {
            var count = Math.Min(1_000, rows - start);
            var values = new float[count * columns];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (((start * columns) + i) * 7_919 % 1_000) / 1_000f;
            }

            var items = new FloatArray.Builder().Append(values).Build();
            var classes = new DoubleArray.Builder().AppendRange(Enumerable.Range(start, count).Select(i => (double)(i % 2))).Build();
            yield return new RecordBatch(
                new Schema([new Field("x", type, false), new Field("class", DoubleType.Default, false)], null),
                [new FixedSizeListArray(type, count, items, ArrowBuffer.Empty, 0), classes], count);
        }
    }

    private sealed record Point(double X, double Y, double W);
}
