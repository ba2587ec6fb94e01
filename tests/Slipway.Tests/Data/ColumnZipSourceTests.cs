using Apache.Arrow;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data;

public class ColumnZipSourceTests
{
    [Fact]
    public void Open_GivenBatchesOfOtherSizes_PairsRowByRow() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 30], Gen.Int[1, 30]).Sample((rows, left, right) =>
            Assert.Equal(Enumerable.Range(0, rows).Select(i => $"{i}|{i}"), Rows.Read(Zip(Source(rows, left), Source(rows, right)))));

    [Theory]
    [InlineData(10, 9, "as many labels")]
    [InlineData(9, 10, "more rows than the 9")]
    public void Read_GivenOtherNumbersOfRows_SaysSo(int features, int labels, string expected)
    {
        var channel = Zip(Source(features, 4), Source(labels, 3));

        var error = Assert.Throws<DataFormatException>(() => Rows.Read(channel));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GivenVectorsAsLabels_SaysThatTheFilesMayBeSwapped()
    {
        using var batch = Rows.Gallery(3);
        var images = new ArrowSource("images", null, () => [Project(batch, "image")]);

        var error = Assert.Throws<DataFormatException>(() => Zip(Source(3, 3), images).Open());

        Assert.Equal("images", error.DataSource);
        Assert.Contains("in each other's place", error.Message, StringComparison.Ordinal);
    }

    private static RecordBatch Project(RecordBatch batch, string column) =>
        new(new Schema([batch.Schema.GetFieldByName(column)], null), [batch.Column(column)], batch.Length);

    private static ArrowSource Source(int rows, int batchSize) => new("ids", Rows.IdSchema, () => Rows.Ids(rows, batchSize));

    private static DataChannel Zip(IChannelSource features, IChannelSource labels) =>
        DataChannel.FromSource(new ColumnZipSource(features, labels, "label")).WithLabel("label");
}
