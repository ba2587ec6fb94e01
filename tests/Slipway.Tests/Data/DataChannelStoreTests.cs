namespace Slipway.Tests.Data;

/// <summary>Channels over a store that is not the local disk.</summary>
public sealed class DataChannelStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SlipwayServices _services;

    public DataChannelStoreTests()
    {
        _services = SlipwayServices.Default.AddStore(new RelocatedStore(_folder.Root));
        foreach (var name in new[] { "data/b.csv", "data/a 1.csv", "data/x/c.csv", "data/_SUCCESS", "data/.t/d.csv", "database.csv" })
        {
            _folder.Write(name, $"file\n{name}\n");
        }
    }

    public void Dispose() => _folder.Dispose();

    private List<string> Read(string uri)
    {
        using var reader = DataChannel.FromCsv(uri).Open(_services);
        return Rows.Read(reader);
    }

    [Theory]
    [InlineData("mem://bucket/data/b.csv", "'data/b.csv'")]
    [InlineData("mem://bucket/data", "'data/a 1.csv','data/b.csv','data/x/c.csv'")]
    [InlineData("mem://bucket/data/", "'data/a 1.csv','data/b.csv','data/x/c.csv'")]
    [InlineData("mem://bucket/data/*.csv", "'data/a 1.csv','data/b.csv'")]
    [InlineData("mem://bucket/data/a%20*.csv", "'data/a 1.csv'")]
    [InlineData("mem://bucket/data/**/*.csv", "'data/a 1.csv','data/b.csv','data/x/c.csv'")]
    [InlineData("mem://bucket/data/a%201.csv", "'data/a 1.csv'")]
    [InlineData("mem://bucket/dat*.csv", "'database.csv'")]
    public void FromCsv_GivenUriOfAnotherStore_FindsTheFiles(string uri, string expected) =>
        Assert.Equal(expected, string.Join(',', Read(uri)));

    [Theory]
    [InlineData("mem://bucket/none.csv", "no such file")]
    [InlineData("mem://bucket/none/", "holds no data file")]
    [InlineData("mem://bucket/data/*.tsv", "no file matches")]
    [InlineData("mem://bucket/**/?.csv", "no file matches")]
    public void FromCsv_GivenNothingThere_SaysWhat(string uri, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(uri));

        Assert.Equal(uri, error.DataSource);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
