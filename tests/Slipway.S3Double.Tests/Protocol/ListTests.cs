using CsCheck;

namespace Slipway.S3Double.Tests.Protocol;

public sealed class ListTests : ProtocolTests
{
    private protected override S3DoubleOptions Options => new() { MaxPageKeys = 3 };

    [Fact]
    public async Task List_GivenPages_FollowTheTokensToTheEnd()
    {
        string[] keys = ["a/1", "a/2", "b", "c/x/1", "c/y", "d", "é", "\uE000", "\U0001F600"];
        foreach (var key in keys)
        {
            Bucket.Put(key, "x"u8);
        }

        Assert.Equal(keys, await NamesAsync(""));
        Assert.Equal(["a/", "b", "c/", "d", "é", "\uE000", "\U0001F600"], await NamesAsync("delimiter=%2F"));
        Assert.Equal(["c/x/", "c/y"], await NamesAsync("delimiter=%2F", "prefix=c%2F"));
        Assert.Equal(["c/x/1", "c/y", "d", "é", "\uE000", "\U0001F600"], await NamesAsync("", "start-after=b"));
        Assert.Equal([], await NamesAsync("", "prefix=zzz"));
    }

    [Fact]
    public async Task List_GivenUrlEncoding_CarriesEveryCharacter()
    {
        string[] keys = ["a\u0001b", "a b", "a+b", "a&b<c>", "a%41"];
        foreach (var key in keys)
        {
            Bucket.Put(key, "x"u8);
        }

        var names = new List<string>();
        for (var token = ""; token is not null;)
        {
            var answer = await Client.SendAsync("GET", "/bucket", token + "encoding-type=url&list-type=2");
            names.AddRange(answer.All("Key"));
            token = answer.All("NextContinuationToken").Select(t => $"continuation-token={Uri.EscapeDataString(t)}&").SingleOrDefault();
        }

        Assert.Equal(["a%01b", "a+b", "a%2541", "a%26b%3Cc%3E", "a%2Bb"], names);
    }

    [Fact]
    public async Task List_GivenBadQuery_IsRefused()
    {
        Assert.Equal("InvalidArgument", (await Client.SendAsync("GET", "/bucket", "continuation-token=abc&list-type=2")).Code);
        Assert.Equal("InvalidArgument", (await Client.SendAsync("GET", "/bucket", "list-type=2&max-keys=many")).Code);
        Assert.Equal("InvalidArgument", (await Client.SendAsync("GET", "/bucket", "encoding-type=base64&list-type=2")).Code);
        Assert.Equal("NoSuchBucket", (await Client.SendAsync("GET", "/nobucket", "list-type=2")).Code);
        Assert.Equal("NotImplemented", (await Client.SendAsync("GET", "/bucket")).Code);
    }

    [Fact]
    public void KeyOrder_GivenAnyStrings_IsThatOfTheirUtf8()
    {
        Gen.Select(Text, Text).Sample((a, b) =>
        {
            var expected = Math.Sign(Utf8(a).AsSpan().SequenceCompareTo(Utf8(b)));
            Assert.Equal(expected, Math.Sign(Storage.KeyOrder.Instance.Compare(a, b)));
        });
    }

    private static Gen<string> Text => Gen.Int[0, 7].Select(i => ((string[])["a", "z", "é", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "\U0010FFFF"])[i]).Array[0, 4].Select(string.Concat);

    private async Task<List<string>> NamesAsync(string delimiter, string rest = "")
    {
        var names = new List<string>();
        var token = "";
        while (true)
        {
            var query = string.Join('&', new[] { token, delimiter, "list-type=2", rest }.Where(q => q.Length > 0));
            var answer = await Client.SendAsync("GET", "/bucket", query);
            Assert.Equal(200, answer.Status);
            var page = answer.All("Key").Concat(answer.All("CommonPrefixes")).Order(Storage.KeyOrder.Instance).ToArray();
            Assert.InRange(page.Length, 0, 3);
            Assert.Equal([page.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)], answer.All("KeyCount"));
            names.AddRange(page);
            if (answer.All("IsTruncated").Single() == "false")
            {
                return names;
            }

            token = $"continuation-token={Uri.EscapeDataString(answer.All("NextContinuationToken").Single())}";
        }
    }
}
