using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;

namespace Slipway.S3.Tests.Options;

public class RegistrationTests
{
    private static readonly Uri At = new("s3://bucket/key");

    [Fact]
    public void GetStore_GivenNoS3_NamesThePackageAndTheCall()
    {
        var error = Assert.Throws<ArgumentException>(() => SlipwayServices.Default.GetStore(At));

        Assert.Contains("Slipway.S3", error.Message, StringComparison.Ordinal);
        Assert.Contains("SlipwayServices.Default.AddS3()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddS3_GivenServices_ServesTheScheme()
    {
        var options = new S3Options { Region = "eu-central-1", PartSize = 16 << 20 };

        var store = Assert.IsType<S3ObjectStore>(SlipwayServices.Default.AddS3(options).GetStore(At));

        Assert.Same(options, store.Options);
    }

    [Fact]
    public void AddS3_GivenBuilder_ServesTheScheme()
    {
        var services = new ServiceCollection();
        services.AddSlipway().AddS3(new S3Options { Region = "eu-central-1" });
        using var provider = services.BuildServiceProvider();

        Assert.IsType<S3ObjectStore>(provider.GetRequiredService<SlipwayServices>().GetStore(At));
    }

    [Fact]
    public void AddS3_GivenOptionsOfTheServices_AsksThem()
    {
        var services = new ServiceCollection().AddSingleton("eu-west-3");
        services.AddSlipway().AddS3(provider => new S3Options { Region = provider.GetRequiredService<string>() });
        using var provider = services.BuildServiceProvider();

        Assert.Equal("eu-west-3", Assert.IsType<S3ObjectStore>(provider.GetRequiredService<SlipwayServices>().GetStore(At)).Options.Region);
    }

    [Fact]
    public void AddS3_GivenInvalidOptions_FailsAtOnce()
    {
        var builder = new ServiceCollection().AddSlipway();

        Assert.Throws<ArgumentException>(() => builder.AddS3(new S3Options { MaxAttempts = 0 }));
        Assert.Throws<ArgumentException>(() => SlipwayServices.Default.AddS3(new S3Options { MaxAttempts = 0 }));
    }
}
