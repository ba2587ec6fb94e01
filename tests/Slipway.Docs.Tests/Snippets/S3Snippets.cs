using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;

namespace Slipway.Docs.Tests.Snippets;

public class S3Snippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public void Options_GivenExamples_AreValid()
    {
        #region s3-services
        // Credentials of the environment, the default profile, or the machine's role.
        var services = SlipwayServices.Default.AddS3(new S3Options { Region = "eu-central-1" });
        #endregion

        Assert.IsType<S3ObjectStore>(services.GetStore(new Uri("s3://bucket/x")));
        var (key, secret) = ("key", "secret");

        #region s3-options
        var work = new S3Options { Profile = "work" };                                            // a profile of ~/.aws, with its region
        var keys = new S3Options { Region = "eu-central-1", AccessKey = key, SecretKey = secret };
        var open = new S3Options { Region = "us-east-1", Anonymous = true };                      // public buckets
        var ceph = new S3Options { ServiceUrl = new Uri("https://ceph.example:8080"), AccessKey = key, SecretKey = secret };
        #endregion

        Assert.All([work, keys, open, ceph], options => Assert.Same(options, new S3ObjectStore(options).Options));
    }

    [Fact]
    public void AddS3_GivenApplication_ServesItsBuckets()
    {
        var services = new ServiceCollection();
        services.AddSingleton(new BucketSettings("eu-central-1"));

        #region s3-di
        services.AddSlipway().AddS3(provider => new S3Options { Region = provider.GetRequiredService<BucketSettings>().Region });
        #endregion

        using var built = services.BuildServiceProvider();
        Assert.IsType<S3ObjectStore>(built.GetRequiredService<SlipwayServices>().GetStore(new Uri("s3://bucket/x")));
    }

    [Fact]
    public async Task Channel_GivenBucket_TrainsAndSaves()
    {
        var bucket = new MemoryObjectStore("s3"); // the page is about a bucket; its lines run on any store of that scheme
        await bucket.PutAsync(new Uri("s3://bucket/wine/all.csv"), await File.ReadAllBytesAsync("wine.csv"));
        var services = SlipwayServices.Default.AddStore(bucket);

        #region s3-train
        var wine = DataChannel.FromCsv("s3://bucket/wine/*.csv").WithLabel("class");
        using var model = await Estimator.For(new LinearClassifier()).WithServices(services).WithOutput("jobs").FitAsync(wine);
        await model.SaveAsync("s3://bucket/models/wine.tar.gz", services);
        using var loaded = await TrainedModel.LoadAsync("s3://bucket/models/wine.tar.gz", services);
        #endregion

        Assert.Equal(model.Digest, loaded.Digest);

        #region s3-objects
        var store = services.GetStore(new Uri("s3://bucket"));
        var state = new Uri("s3://bucket/state/latest.json");
        await using (var writer = await store.OpenWriteAsync(state, ifAbsent: true)) // one of all writers wins; the others get an IOException
        {
            await writer.Stream.WriteAsync("{}"u8.ToArray());
            await writer.CommitAsync();                                             // visible from here on, whole
        }

        await using var header = await store.OpenReadAsync(state, offset: 0, length: 2);
        await foreach (var found in store.ListAsync(new Uri("s3://bucket/models/")))
        {
            Console.WriteLine($"{found.Uri} {found.Size} {found.ETag}");
        }
        #endregion

        Assert.Equal('{', header.ReadByte());
    }

    [Fact]
    public async Task Error_GivenServerThatIsNotThere_SaysSo()
    {
        var text = "";
        using var store = new S3ObjectStore(new S3Options { ServiceUrl = new Uri("http://127.0.0.1:9"), AccessKey = "key", SecretKey = "secret", MaxAttempts = 2 });

        #region s3-errors
        try
        {
            await store.StatAsync(new Uri("s3://bucket/wine.csv"));
        }
        catch (S3Exception e)
        {
            text = $"{e.Operation} {e.Uri}, byte {e.Offset}: {e.StatusCode} {e.ErrorCode}, request {e.RequestId}, {e.Attempts} attempts: {e.Message}";
        }
        #endregion

        Assert.Contains("HeadObject s3://bucket/wine.csv", text, StringComparison.Ordinal);
        Assert.Contains("2 attempts", text, StringComparison.Ordinal);
    }

    private sealed record BucketSettings(string Region);
}
