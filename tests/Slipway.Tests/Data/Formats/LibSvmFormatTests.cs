using System.Globalization;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class LibSvmFormatTests
{
    [Fact]
    public void Read_GivenRows_GivesLabelAndPairs()
    {
        var table = Table.Read(new LibSvmFormat(), "# header\n+1 1:0.5 7:-2e1 # end\n\n-1\n0 0:3\t2147483646:1\r\n");

        Assert.Equal(["label", "features"], table.Names);
        Assert.Equal([1.0, -1.0, 0.0], table["label"]);
        Assert.Equal<object?>([Row([1, 7], [0.5f, -20f]), Row([], []), Row([0, 2147483646], [3f, 1f])], table["features"]);
        var field = table.Schema.GetFieldByName("features");
        Assert.Equal("true", field.Metadata["slipway.sparse"]);
        Assert.False(field.Metadata.ContainsKey("slipway.width"));
    }

    [Fact]
    public void Read_GivenWeightAndGroup_GivesColumnsForThem()
    {
        var table = Table.Read(new LibSvmFormat(), "1:0.25 qid:9007199254740993 1:1\n0:4 qid:-3 2:1");

        Assert.Equal(["label", "weight", "qid", "features"], table.Names);
        Assert.Equal([0.25, 4.0], table["weight"]);
        Assert.Equal([9007199254740993L, -3L], table["qid"]);
    }

    [Fact]
    public void OneBased_GivenTrue_ShiftsIndices()
    {
        var table = Table.Read(new LibSvmFormat { OneBased = true, Width = 5 }, "1 1:2 5:3\n");

        Assert.Equal<object?>([Row([0, 4], [2f, 3f])], table["features"]);
        Assert.Equal("5", table.Schema.GetFieldByName("features").Metadata["slipway.width"]);
    }

    [Fact]
    public void Read_GivenManyRows_EndsBatchesByRowsAndBytes()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i % 2} {i}:1 {i + 1}:2\n"));

        Assert.Equal([4096, 904], Table.Read(new LibSvmFormat(), text).BatchSizes);
        var byBytes = Table.Read(new LibSvmFormat(), Table.Source(text) with { BatchBytes = 160, BufferSize = 7 });
        Assert.All(byBytes.BatchSizes, size => Assert.Equal(10, size));
        Assert.Equal<object?>(Row([4999, 5000], [1f, 2f]), byBytes["features"][^1]);
    }

    [Theory]
    [InlineData("", null, null, "no rows")]
    [InlineData("# only\n\n", null, null, "no rows")]
    [InlineData("1 1:1\nx 1:2", 2, "label", "label is not a number")]
    [InlineData("nan 1:2", 1, "label", "label is not a number")]
    [InlineData("1,2 1:2", 1, "label", "several labels")]
    [InlineData("1:-1 1:2", 1, "weight", "weight")]
    [InlineData("1 2:1 2:1", 1, "features", "not above the one before")]
    [InlineData("1 3:1 2:1", 1, "features", "not above the one before")]
    [InlineData("1 a:1", 1, "features", "not an index and a value")]
    [InlineData("1 5", 1, "features", "not an index and a value")]
    [InlineData("1 -1:5", 1, "features", "out of range")]
    [InlineData("1 2147483647:5", 1, "features", "out of range")]
    [InlineData("1 99999999999:5", 1, "features", "not an index and a value")]
    [InlineData("1 1:nan", 1, "features", "not a finite number")]
    [InlineData("1 1:1e39", 1, "features", "not a finite number")]
    [InlineData("1 1:", 1, "features", "not a finite number")]
    [InlineData("1 qid:x 1:1", 1, "qid", "group")]
    [InlineData("1 qid:1 qid:2", 1, "qid", "group")]
    [InlineData("1:2 1:1\n1 1:1", 2, "weight", "lacks a value")]
    public void Read_GivenBadInput_NamesLineAndColumn(string text, int? line, string? column, string problem)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new LibSvmFormat(), Table.Source(text, "x.svm")));

        Assert.StartsWith("x.svm", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), ((int?)error.Line, error.Column));
    }

    [Theory]
    [InlineData(true, "1 0:1", "out of range")]
    [InlineData(true, "1 4:1", "beyond the stated width")]
    [InlineData(false, "1 3:1", "beyond the stated width")]
    public void Width_GivenIndexBeyondIt_SaysWhatToDo(bool oneBased, string text, string problem)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new LibSvmFormat { OneBased = oneBased, Width = 3 }, text));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy!);
    }

    [Fact]
    public void Read_GivenWeightBehindTheInferenceWindow_NamesTheLine()
    {
        var text = string.Concat(Enumerable.Repeat("1 1:1\n", 1000)) + "1:2 1:1\n";

        var error = Assert.Throws<DataFormatException>(() => Table.Read(new LibSvmFormat(), text));

        Assert.Equal((1001, "weight"), (error.Line, error.Column));
    }

    [Fact]
    public void Read_GivenWrittenRows_RoundTrips() =>
        Gen.Select(Gen.Double[-1e3, 1e3], Gen.Select(Gen.Int[0, 100_000], Gen.Float[-1e6f, 1e6f]).Array[0, 20]).Array[1, 20].Sample(rows =>
        {
            var expected = rows.Select(r => (r.Item1, Pairs: r.Item2.DistinctBy(p => p.Item1).OrderBy(p => p.Item1).ToArray())).ToArray();
            var text = string.Concat(expected.Select(r => r.Item1.ToString("R", CultureInfo.InvariantCulture)
                + string.Concat(r.Pairs.Select(p => $" {p.Item1}:{p.Item2.ToString("R", CultureInfo.InvariantCulture)}")) + "\n"));

            var table = Table.Read(new LibSvmFormat(), text);

            Assert.Equal(expected.Select(r => (object)r.Item1), table["label"]);
            Assert.Equal<object?>(expected.Select(r => Row([.. r.Pairs.Select(p => p.Item1)], [.. r.Pairs.Select(p => p.Item2)])),
                table["features"]);
        }, iter: 500);

    [Fact]
    public void Read_GivenRandomBytes_FailsWithDataFormatExceptionOnly() =>
        Gen.OneOf(Gen.Byte, Gen.Char["0123456789::  \n#-+.eqid"].Select(c => (byte)c)).Array[0, 120].Sample(content =>
        {
            try
            {
                Assert.NotEmpty(Table.Read(new LibSvmFormat(), Table.Source(content)).Rows);
            }
            catch (DataFormatException e)
            {
                Assert.StartsWith("test.csv", e.Message, StringComparison.Ordinal);
            }
        }, iter: 20_000);

    private static object[] Row(int[] indices, float[] values) => [indices.Cast<object>().ToArray(), values.Cast<object>().ToArray()];
}
