using System.Text;
using Apache.Arrow.Types;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class JsonLinesFormatTests
{
    [Fact]
    public void Read_GivenFlatObjects_TypesColumnsInFirstSeenOrder()
    {
        var table = Table.Read(
            new JsonLinesFormat(),
            "{\"size\": 1.5, \"kind\": \"a\\u00e9\\n\", \"ok\": true, \"v\": [1, 2.5]}\r\n\n"
            + "{\"kind\": null, \"extra\": -2e3, \"size\": 2}\n"
            + "{\"v\": [null, 3], \"ok\": false}");

        Assert.Equal(["size", "kind", "ok", "v", "extra"], table.Names);
        Assert.Equal([1.5, 2.0, double.NaN], table["size"]);
        Assert.Equal(["aé\n", null, null], table["kind"]);
        Assert.Equal([true, null, false], table["ok"]);
        Assert.Equal([double.NaN, -2000.0, double.NaN], table["extra"]);
        Assert.Equal([new object[] { 1f, 2.5f }, null, new object[] { float.NaN, 3f }], table["v"]);
        Assert.Equal(2, ((FixedSizeListType)table.Schema.GetFieldByName("v").DataType).ListSize);
    }

    [Fact]
    public void Infer_GivenScalarsOfSeveralKinds_ReadsTextAsWritten()
    {
        var table = Table.Read(new JsonLinesFormat(), "{\"a\": 1.50}\n{\"a\": \"x\"}\n{\"a\": true}\n");

        Assert.Equal(["1.50", "x", "true"], table["a"]);
    }

    [Fact]
    public void ColumnTypes_GivenOverrides_AreUsed()
    {
        var format = new JsonLinesFormat
        {
            ColumnTypes = new Dictionary<string, ColumnType>
            {
                ["id"] = ColumnType.Integer,
                ["n"] = ColumnType.Number,
                ["code"] = ColumnType.Text,
            },
        };

        var table = Table.Read(format, "{\"id\": 9007199254740993, \"n\": \"2.5\", \"code\": 7}\n{\"id\": null, \"n\": \"NaN\"}\n");

        Assert.Equal([9007199254740993L, null], table["id"]);
        Assert.Equal([2.5, double.NaN], table["n"]);
        Assert.Equal(["7", null], table["code"]);
    }

    [Fact]
    public void UnknownProperty_GivenIgnore_SkipsItsValue()
    {
        var format = new JsonLinesFormat { InferenceRows = 1, UnknownProperty = JsonUnknownProperty.Ignore };

        var table = Table.Read(format, "{\"a\": 1}\n{\"b\": {\"c\": [1, {}]}, \"a\": 2}\n");

        Assert.Equal([1.0, 2.0], table["a"]);
    }

    [Fact]
    public void Read_GivenAnyBufferSizeAndMark_GivesTheSameTable()
    {
        const string Content = "\uFEFF{\"a\":1,\"b\":\"é\"}\r\n\r\n{\"b\":\"y\",\"a\":2}\n{\"a\":3}";
        for (var bufferSize = 1; bufferSize < 70; bufferSize++)
        {
            var source = Table.Source(Content) with { BufferSize = bufferSize, BatchRows = 1 + (bufferSize % 3) };
            var table = Table.Read(new JsonLinesFormat(), source);

            Assert.Equal([1.0, 2.0, 3.0], table["a"]);
            Assert.Equal(["é", "y", null], table["b"]);
        }
    }

    [Theory]
    [InlineData("", null, null, "no rows")]
    [InlineData("{\"a\": 1}\n{\"a\": {\"b\": 1}}", 2, "a", "nested object")]
    [InlineData("{\"a\": 1}\n[1, 2]", 2, null, "not a JSON object")]
    [InlineData("{\"a\": 1}\n{\"a\": 1", 2, null, "syntax is wrong")]
    [InlineData("{\"a\": 1} {\"a\": 2}", 1, null, "syntax is wrong at byte 10")]
    [InlineData("{\"a\": 1, \"a\": 2}", 1, "a", "there twice")]
    [InlineData("{\"a\": [1, 2]}\n{\"a\": [1]}", 2, "a", "the array has 1 numbers")]
    [InlineData("{\"a\": [1, 2]}\n{\"a\": 1}", 2, "a", "array in some rows")]
    [InlineData("{\"a\": [1, \"x\"]}", 1, "a", "something else")]
    [InlineData("{\"a\": [[1]]}", 1, "a", "something else")]
    [InlineData("{\"a\": []}", 1, "a", "something else")]
    [InlineData("{\"a\": 1e999}", 1, "a", "infinite")]
    [InlineData("{}", null, null, "no properties")]
    [InlineData("{\"a\": \"\\ud800\"}", 1, null, "not valid UTF-8")]
    public void Read_GivenBadInput_NamesLineAndProperty(string text, int? line, string? column, string problem)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new JsonLinesFormat(), Table.Source(text, "x.jsonl")));

        Assert.StartsWith("x.jsonl", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), ((int?)error.Line, error.Column));
        Assert.NotEmpty(error.Remedy!);
    }

    [Theory]
    [InlineData("{\"a\": 1, \"b\": 2}", "b", "not among the columns of one.jsonl")]
    [InlineData("{\"a\": \"x\"}", "a", "not a number")]
    [InlineData("{\"a\": true}", "a", "not a number")]
    [InlineData("{\"a\": [1]}", "a", "array in some rows")]
    [InlineData("{\"a\": 1, \"a\": 2}", "a", "there twice")]
    public void Read_GivenSecondFileThatDiffers_NamesThePlace(string text, string column, string problem)
    {
        var schema = new JsonLinesFormat().Infer(Table.Source("{\"a\": 1}", "one.jsonl"));
        var second = Table.Source(text, "two.jsonl") with { SchemaOrigin = "one.jsonl" };

        var error = Assert.Throws<DataFormatException>(() => Table.Read(new JsonLinesFormat(), second, schema));

        Assert.StartsWith("two.jsonl, line 1: column", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
    }

    [Fact]
    public void MaxRecordBytes_GivenLongerLine_NamesIt()
    {
        var error = Assert.Throws<DataFormatException>(
            () => Table.Read(new JsonLinesFormat { MaxRecordBytes = 30 }, "{\"a\": 1}\n{\"a\": \"" + new string('x', 40) + "\"}\n"));

        Assert.Equal(2, error.Line);
        Assert.Contains("longer than 30 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenRandomBytes_FailsWithDataFormatExceptionOnly()
    {
        var mark = Gen.Char["{}[]\"\"::,,\\ua0 1.-e\ntruefalsn"].Select(c => (byte)c);
        var line = Gen.OneOf(Gen.Byte, mark).Array[0, 60];
        Gen.Select(line, line, Gen.Bool).Sample((head, tail, valid) =>
        {
            byte[] content = valid ? [.. "{\"a\": 1, \"b\": \""u8, .. head, .. "\"}\n{\"a\":"u8, .. tail, .. "}"u8] : [.. head, .. tail];
            try
            {
                Assert.NotEmpty(Table.Read(new JsonLinesFormat(), Table.Source(content)).Rows);
            }
            catch (DataFormatException e)
            {
                Assert.StartsWith("test.csv", e.Message, StringComparison.Ordinal);
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Read_GivenSerializedText_RoundTrips() => Gen.String.Array[1, 20].Sample(texts =>
    {
        var valid = texts.Select(t => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(t))).ToArray();
        var text = string.Concat(valid.Select(t => $"{{\"t\":\"{System.Text.Json.JsonEncodedText.Encode(t)}\"}}\n"));

        Assert.Equal(valid, Table.Read(new JsonLinesFormat(), text)["t"]);
    }, iter: 1_000);
}
