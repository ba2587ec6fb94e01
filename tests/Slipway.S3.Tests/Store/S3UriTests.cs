using CsCheck;
using Slipway.Storage;

namespace Slipway.S3.Tests.Store;

public class S3UriTests
{
    public static TheoryData<string> Keys =>
    [
        "a.csv", "with space", "a+b", "100%", "a%20b", "%2F", "a#b?c", "?", "#", "übung/日本 🚀", "a//b", "/lead", "//", "/", "a/", "a/../b", "./a", "..", "a/.", "back\\slash", "tab\tline\n\u0001", "*[x]{y}|z^`\"<>", "a:b@c",
        ".hidden", "...", "\uFFFD", "trailing ",
    ];

    [Theory, MemberData(nameof(Keys))]
    public void Parse_GivenUriOfAKey_GivesTheKey(string key)
    {
        var uri = S3Uri.Create("my-bucket.x", key);

        Assert.Equal(("my-bucket.x", key), S3Uri.Parse(uri));
        Assert.Equal(("my-bucket.x", key), S3Uri.Parse(new Uri(new Uri("s3://other/"), uri)));
    }

    [Fact]
    public void Parse_GivenAnyText_RoundTrips() => Gen.String.Where(s => !s.Any(char.IsSurrogate)).Sample(key => S3Uri.Parse(S3Uri.Create("bucket", key)) == ("bucket", key));

    [Fact]
    public void Create_GivenDifferentKeys_GivesDifferentUris() =>
        Assert.Equal(Keys.Count, Keys.Select(k => S3Uri.Create("bucket", k.Data).AbsoluteUri).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [InlineData("s3://bucket/my file.csv", "bucket", "my file.csv")]
    [InlineData("s3://bucket/a%20b+c", "bucket", "a b+c")]
    [InlineData("s3://bucket/what?.csv#1", "bucket", "what?.csv#1")]
    [InlineData("s3://bucket/100%.csv", "bucket", "100%.csv")]
    [InlineData("s3://My_Bucket/x", "My_Bucket", "x")]
    [InlineData("S3://bucket/x", "bucket", "x")]
    [InlineData("s3://bucket", "bucket", "")]
    [InlineData("s3://bucket/", "bucket", "")]
    public void Parse_GivenWhatAUserWrites_UnderstandsIt(string uri, string bucket, string key) => Assert.Equal((bucket, key), S3Uri.Parse(new Uri(uri)));

    [Theory]
    [InlineData("file:///a/b")]
    [InlineData("https://bucket.s3.amazonaws.com/x")]
    [InlineData("s3:///key")]
    [InlineData("s3://127.0.0.1:9000/x")]
    public void Parse_GivenAnotherUri_SaysWhatItShouldBe(string uri) => Assert.Contains("s3://", Assert.Throws<ArgumentException>(() => S3Uri.Parse(new Uri(uri))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_GivenCredentialsInTheUri_RefusesWithoutRepeatingThem()
    {
        var error = Assert.Throws<ArgumentException>(() => S3Uri.Parse(new Uri("s3://AKIA:hunter2@bucket/x")));

        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIA", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("user@host")]
    [InlineData("host:80")]
    public void Create_GivenNoBucketName_ThrowsArgumentException(string bucket) => Assert.Throws<ArgumentException>(() => S3Uri.Create(bucket, "key"));
}
