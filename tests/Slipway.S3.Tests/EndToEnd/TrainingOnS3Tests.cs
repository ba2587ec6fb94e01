using Slipway.Data;
using Slipway.S3.Tests.Servers;
using Slipway.Tests;
using Slipway.Tests.Data;

namespace Slipway.S3.Tests.EndToEnd;

/// <summary>The whole loop on a bucket: data, jobs, models and searches, on the double and on Ceph.</summary>
public sealed class TrainingOnS3Tests(TestServers servers) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<ServerKind> Kinds => [ServerKind.Double, ServerKind.Ceph];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task FitAsync_GivenBucketForDataAndOutput_TrainsTheModelThatLocalFilesTrain(ServerKind kind)
    {
        // given
        var bucket = await servers.BucketAsync(kind);
        var services = SlipwayServices.Default.AddStore(bucket.Store());
        await bucket.PutAsync("data/wine.csv", await File.ReadAllBytesAsync(SampleData.Path("wine.csv"), Token));
        var local = Estimator.For(new MlpClassifier { HiddenLayers = [8], Epochs = 5 }).WithSeed(3).WithJobName("wine");
        using var expected = await local.WithOutput(_folder.File("local")).FitAsync(SampleData.Wine, cancellationToken: Token);

        // when
        var estimator = local.WithServices(services)
            .WithOutput($"{bucket.Folder}jobs", new StoredOutputOptions { ScratchFolder = _folder.File("scratch") })
            .WithCheckpoints(TimeSpan.Zero);
        using var model = await estimator.FitAsync(
            DataChannel.FromCsv($"{bucket.Folder}data/wine.csv").WithLabel("class"), cancellationToken: Token);

        // then: same bits; the artifact and the job are in the bucket, and whoever has the URI sees them
        Assert.Equal(expected.Digest, model.Digest);
        using var loaded = await TrainedModel.LoadAsync($"{bucket.Folder}jobs/wine", services, cancellationToken: Token);
        Assert.Equal(expected.Digest, loaded.Digest);
        await using var attached = await TrainingJob.AttachAsync($"{bucket.Folder}jobs/wine", services: services, cancellationToken: Token);
        Assert.Equal(5, await attached.Metrics.CountAsync(m => m.Name == "train:loss", Token));
        using var again = await attached.Completion;
        Assert.Equal(expected.Digest, again.Digest);
        Assert.Contains("jobs/wine/output/model.tar.gz", await bucket.KeysAsync());
        Assert.Empty(await bucket.UploadsAsync());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task TuneAsync_GivenJournalInABucket_ContinuesWithItsTrials(ServerKind kind)
    {
        // given
        var bucket = await servers.BucketAsync(kind);
        var services = SlipwayServices.Default.AddStore(bucket.Store());
        var (train, validation) = SampleData.Wine.Split(0.7, seed: 1, stratified: true);
        HyperparameterTuner<LinearClassifier> Tuner(int trials) => HyperparameterTuner
            .For(Estimator.For(new LinearClassifier()).WithServices(services).WithOutput(_folder.File("jobs")))
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss")
            .WithSampler(Sampler.Random()).WithMaxTrials(trials).WithJournal($"{bucket.Folder}tuning/wine");

        // when
        var first = await Tuner(3).TuneAsync(train, validation, cancellationToken: Token);
        var second = await Tuner(6).TuneAsync(train, validation, cancellationToken: Token);

        // then
        Assert.Equal(first.Trials.Select(t => t.Values[0]), second.Trials.Take(3).Select(t => t.Values[0]));
        Assert.Equal(6, second.Trials.Count);
        Assert.Contains(await bucket.KeysAsync(), k => k.StartsWith("tuning/wine/", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReadAsync_GivenEachInputMode_GivesTheRowsThatWereWritten(ServerKind kind)
    {
        // given: parts of Parquet and of gzip-compressed CSV, written through the store
        var bucket = await servers.BucketAsync(kind);
        var services = SlipwayServices.Default.AddStore(bucket.Store()).AddParquet()
            .WithDataCache(new DataCacheOptions { Folder = _folder.File("cache") });
        var expected = Rows.Read(SampleData.Wine);
        var options = new WriteOptions { MaxRowsPerFile = 50 };
        var parquet = await SampleData.Wine.WriteAsync($"{bucket.Folder}parquet/", new ParquetFormat(), options, services, cancellationToken: Token);
        await SampleData.Wine.WriteAsync($"{bucket.Folder}csv/", new CsvFormat(), options with { Gzip = true }, services, cancellationToken: Token);

        foreach (var mode in Enum.GetValues<InputMode>())
        {
            foreach (var folder in new[] { "parquet/", "csv/" })
            {
                // when
                using var reader = DataChannel.From($"{bucket.Folder}{folder}").WithLabel("class").WithInputMode(mode).Open(services);
                var rows = Rows.Read(reader);

                // then
                Assert.Equal(expected, rows);
            }
        }

        Assert.Equal(4, parquet.Files.Count);
        Assert.Empty(await bucket.UploadsAsync());
    }

    public void Dispose() => _folder.Dispose();
}
