using Slipway.Testing;

namespace Slipway.Docs.Tests.Snippets;

public class StoredJobSnippets : IClassFixture<SnippetFolder>
{
    private static readonly InMemoryObjectStore Bucket = new("bucket");

    [Fact]
    public async Task FitAsync_GivenUri_TrainsAndIsSeenFromElsewhere()
    {
        var digits = DataChannel.FromCsv("digits.csv.gz").WithLabel("digit");

        #region store-train
        var services = SlipwayServices.Default.AddStore(Bucket);     // with the package Slipway.S3: .AddS3(), and s3://my-bucket/models below
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [32], Epochs = 5 })
            .WithServices(services)
            .WithOutput("bucket://models")
            .WithJobName("nightly")                                   // the same lines on another machine go on with the same job
            .WithCheckpoints(TimeSpan.FromSeconds(30));
        using var model = await estimator.FitAsync(digits);
        #endregion

        #region store-attach
        await using var job = await TrainingJob.AttachAsync("bucket://models/nightly", services: services);
        await foreach (var metric in job.Metrics)
        {
            Console.WriteLine(metric);                                // a second or two after it was reported
        }

        using var same = await TrainedModel.LoadAsync("bucket://models/nightly", services);
        #endregion

        Assert.Equal(model.Digest, same.Digest);
        Assert.Equal(JobState.Completed, (await job.GetStatusAsync()).State);
    }

    [Fact]
    public async Task FitAsync_GivenOptions_UsesThem()
    {
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        var services = SlipwayServices.Default.AddStore(Bucket);

        #region store-options
        var estimator = Estimator.For(new LinearClassifier()).WithServices(services).WithOutput("bucket://models", new StoredOutputOptions
        {
            ScratchFolder = "scratch",                    // default: slipway-<user>/jobs in the system's temporary folder
            RetryLimit = TimeSpan.FromMinutes(30),        // default: 5 minutes
            HeartbeatInterval = TimeSpan.FromSeconds(10), // default: 5 seconds
            LeaseDuration = TimeSpan.FromMinutes(1),      // default: 20 seconds
        });
        #endregion

        using var model = await estimator.FitAsync(wine);
        Assert.Empty(Directory.EnumerateFileSystemEntries("scratch"));
    }

    [Fact]
    public async Task TuneAsync_GivenJournalOfAStore_GoesOn()
    {
        var (train, validation) = DataChannel.FromCsv("wine.csv").WithLabel("class").Split(0.7, seed: 1, stratified: true);
        var services = SlipwayServices.Default.AddStore(Bucket);

        #region store-journal
        var tuner = HyperparameterTuner.For(Estimator.For(new LinearClassifier()).WithServices(services).WithOutput("bucket://trials"))
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss")
            .WithJournal("bucket://tuning/wine").WithMaxTrials(4).WithSeed(1);
        var tuned = await tuner.TuneAsync(train, validation);         // again, on any machine: goes on

        var journal = await TuningJournal.ReadAsync("bucket://tuning/wine", services);
        #endregion

        Assert.Equal(4, tuned.Trials.Count);
        Assert.Equal(4, journal.Trials.Count);
    }
}
