using Slipway.Storage;

namespace Slipway.S3.Tests.Options;

public class S3OptionsTests
{
    private const string Secret = "wJalrXUtnFEMI";
    private const string Token = "FwoGZXIvYXdzEJr";

    [Fact]
    public void Constructor_GivenDefaults_AcceptsThem()
    {
        using var store = new S3ObjectStore();

        Assert.Equal("s3", store.Scheme);
        Assert.Equal(new S3Options(), store.Options);
    }

    [Fact]
    public void Constructor_GivenManyProblems_NamesAllAtOnceAndNoSecret()
    {
        // given
        var options = new S3Options
        {
            ServiceUrl = new Uri("ftp://example"),
            Region = " ",
            SecretKey = Secret,
            SessionToken = Token,
            Profile = "work",
            Anonymous = true,
            RequestTimeout = TimeSpan.Zero,
            StallTimeout = TimeSpan.FromDays(1),
            MaxAttempts = 0,
            PartSize = 1024,
            ParallelRanges = 257,
            ParallelParts = -1,
            MaxConcurrentRequests = 0,
            SpoolFolder = "",
        };

        // when
        var error = Assert.Throws<ArgumentException>(() => new S3ObjectStore(options));

        // then
        string[] expected = ["ServiceUrl is 'ftp://example/'", "Region is empty", "AccessKey is missing", "SessionToken is given without", "Anonymous and Profile are given together", "RequestTimeout is 00:00:00",
            "StallTimeout is 1.00:00:00", "MaxAttempts is 0; allowed: 1 to 100", "PartSize is 1024; allowed: 5242880 to 1073741824", "ParallelRanges is 257", "ParallelParts is -1",
            "MaxConcurrentRequests is 0", "SpoolFolder is empty"];
        Assert.All(expected, e => Assert.Contains(e, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://key:pass@127.0.0.1:9000/")]
    [InlineData("http://127.0.0.1:9000/?a=b")]
    [InlineData("http://127.0.0.1:9000/#a")]
    public void Constructor_GivenServiceUrlWithMoreThanAnAddress_RefusesIt(string url) =>
        Assert.Contains("ServiceUrl has user information", Assert.Throws<ArgumentException>(() => new S3ObjectStore(new S3Options { ServiceUrl = new Uri(url) })).Message, StringComparison.Ordinal);

    [Fact]
    public void ToString_GivenSecrets_ShowsNone()
    {
        var options = new S3Options { AccessKey = "AKIAIOSFODNN7", SecretKey = Secret, SessionToken = Token, Region = "eu-central-1" };

        var text = options.ToString();

        Assert.Contains("Region = eu-central-1", text, StringComparison.Ordinal);
        Assert.Contains("Credentials = given", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIAIOSFODNN7", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Configure_GivenServiceUrl_UsesPathStyleAndAnyRegionAndNoRetriesOfTheSdk()
    {
        var config = S3ClientFactory.Configure(new S3Options { ServiceUrl = new Uri("http://127.0.0.1:9000") });

        Assert.Equal("http://127.0.0.1:9000/", config.ServiceURL);
        Assert.Equal("us-east-1", config.AuthenticationRegion);
        Assert.True(config.ForcePathStyle);
        Assert.Equal(0, config.MaxErrorRetry);
        Assert.Equal(0, config.MaxStaleConnectionRetries);
        Assert.False(config.DisableClockSkewCorrection);
    }

    [Fact]
    public void Configure_GivenRegionOnly_UsesAmazonsHostNames()
    {
        var config = S3ClientFactory.Configure(new S3Options { Region = "eu-central-1" });

        Assert.Equal("eu-central-1", config.RegionEndpoint.SystemName);
        Assert.False(config.ForcePathStyle);
        Assert.True(S3ClientFactory.Configure(new S3Options { Region = "eu-central-1", ForcePathStyle = true }).ForcePathStyle);
    }

    [Fact]
    public async Task StatAsync_GivenUnknownProfile_NamesIt()
    {
        using var store = new S3ObjectStore(new S3Options { Region = "eu-central-1", Profile = "no-such-profile-4711" });

        var error = await Assert.ThrowsAsync<S3Exception>(async () => await store.StatAsync(new Uri("s3://bucket/key"), TestContext.Current.CancellationToken));

        Assert.Contains("no-such-profile-4711", error.Message, StringComparison.Ordinal);
        Assert.False(error.Retryable);
    }
}
