using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Writing;

public sealed class TextWriterTests
{
    private static readonly Schema Table = new(
        [new("d", DoubleType.Default, false), new("s", StringType.Default, true), new("l", Int64Type.Default, true), new("b", BooleanType.Default, true)], null);

    private static readonly Gen<bool> Missing = Gen.Frequency((1, Gen.Const(true)), (4, Gen.Const(false)));
    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.String[0, 20], Gen.Char["ab,;\"'\n\r\t #|ä€"].Array[0, 8].Select(c => new string(c)), Gen.Int[0, 3].Select(i => new[] { " x", "y ", "1.5", "-0" }[i]));

    private static readonly Gen<RecordBatch> Batches = Gen.Select(
        Missing, Gen.Double, Words, Gen.Long, Gen.Bool, Missing).Array[1, 60].Select(rows =>
    {
        var (d, s, l, b) = (new DoubleArray.Builder(), new StringArray.Builder(), new Int64Array.Builder(), new BooleanArray.Builder());
        foreach (var (noText, number, text, integer, flag, noNumber) in rows)
        {
            d.Append(noNumber || double.IsInfinity(number) ? double.NaN : number);
            _ = noText || !IsText(text) ? s.AppendNull() : s.Append(text);
            _ = noNumber ? l.AppendNull() : l.Append(integer);
            _ = noText ? b.AppendNull() : b.Append(flag);
        }

        return new RecordBatch(Table, [d.Build(), s.Build(), l.Build(), b.Build()], rows.Length);
    });

    public static TheoryData<string> Dialects => ["comma", "tab", "spaces", "semicolon and apostrophe", "comment", "no trimming"];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void CreateWriter_GivenCsv_ReadsBackTheSameRows(string dialect)
    {
        // given
        var options = dialect switch
        {
            "tab" => CsvFormat.Tsv,
            "spaces" => CsvFormat.Whitespace,
            "semicolon and apostrophe" => new CsvFormat { Delimiter = ';', Quote = '\'' },
            "comment" => new CsvFormat { Comment = '#' },
            "no trimming" => new CsvFormat { Trim = false },
            _ => new CsvFormat(),
        };
        var format = options with { Header = CsvHeader.Present, MissingTokens = ["<none>"] };

        Batches.Sample(batch =>
        {
            // when
            var bytes = WrittenRows.Write(format, Table, batch);

            // then
            return WrittenRows.Of(batch).SequenceEqual(WrittenRows.Read(format, bytes, Table));
        }, iter: 200);
    }

    [Fact]
    public void CreateWriter_GivenJsonLines_ReadsBackTheSameRows()
    {
        Batches.Sample(batch =>
        {
            // when
            var bytes = WrittenRows.Write(new JsonLinesFormat(), Table, batch);

            // then
            return WrittenRows.Of(batch).SequenceEqual(WrittenRows.Read(new JsonLinesFormat(), bytes, Table));
        }, iter: 300);
    }

    [Fact]
    public void CreateWriter_GivenOneColumnWithMissingValues_ReadsThemBackAsRows()
    {
        // given
        var schema = new Schema([new("x", DoubleType.Default, false)], null);
        using var batch = new RecordBatch(schema, [new DoubleArray.Builder().AppendRange([1, double.NaN, 3]).Build()], 3);

        // when
        var text = Encoding.UTF8.GetString(WrittenRows.Write(new CsvFormat(), schema, batch));

        // then
        Assert.Equal("x\n1\n\"\"\n3\n", text);
        Assert.Equal(["1", "-", "3"], WrittenRows.Read(new CsvFormat(), Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("NA", "read back as missing")]
    [InlineData("", "read back as missing")]
    [InlineData("a\0b", "NUL")]
    public void CreateWriter_GivenTextThatCsvCannotSay_NamesRowColumnAndRemedy(string value, string problem)
    {
        // given
        var schema = new Schema([new("x", StringType.Default, true)], null);
        using var batch = new RecordBatch(schema, [new StringArray.Builder().Append("fine").Append(value).Build()], 2);

        // when
        var error = Assert.Throws<DataFormatException>(() => WrittenRows.Write(new CsvFormat(), schema, batch));

        // then
        Assert.Contains(problem, error.Message);
        Assert.Contains("row 2", error.Message);
        Assert.Equal("x", error.Column);
    }

    [Fact]
    public void CreateWriter_GivenInfiniteNumbers_WritesThemOnlyWhereTheFormatReadsThem()
    {
        // given
        var schema = new Schema([new("x", DoubleType.Default, false)], null);
        using var batch = new RecordBatch(schema, [new DoubleArray.Builder().AppendRange([double.PositiveInfinity, double.NegativeInfinity]).Build()], 2);
        var format = new CsvFormat { AllowInfinity = true };

        // when
        var rows = WrittenRows.Read(format, WrittenRows.Write(format, schema, batch));

        // then
        Assert.Equal(WrittenRows.Of(batch), rows);
        Assert.Throws<DataFormatException>(() => WrittenRows.Write(new CsvFormat(), schema, batch));
        Assert.Throws<DataFormatException>(() => WrittenRows.Write(new JsonLinesFormat(), schema, batch));
    }

    [Fact]
    public void CreateWriter_GivenVectors_WritesJsonArraysAndRefusesCsv()
    {
        // given
        var type = new FixedSizeListType(new Field("item", FloatType.Default, false), 2);
        var schema = new Schema([new("v", type, true)], null);
        var items = new FloatArray.Builder().AppendRange([1.5f, float.NaN, 0, 0, 0.1f, -3]).Build();
        using var batch = new RecordBatch(schema, [new FixedSizeListArray(type, 3, items, new ArrowBuffer(new byte[] { 0b101 }), 1)], 3);

        // when
        var bytes = WrittenRows.Write(new JsonLinesFormat(), schema, batch);
        var error = Assert.Throws<DataFormatException>(() => WrittenRows.Write(new CsvFormat(), schema, batch));

        // then
        Assert.Equal("{\"v\":[1.5,null]}\n{\"v\":null}\n{\"v\":[0.1,-3]}\n", Encoding.UTF8.GetString(bytes));
        Assert.Equal(WrittenRows.Of(batch), WrittenRows.Read(new JsonLinesFormat(), bytes));
        Assert.Contains("'v'", error.Message);
    }

    [Theory]
    [InlineData("1:0.5 qid:7 1:0.25 9:-3\n2:1 qid:7\n-1:2 qid:8 0:1\n", false)]
    [InlineData("1 1:0.25 9:-3\n2\n-1 4:0\n", true)]
    public void CreateWriter_GivenLibSvm_WritesTheSameText(string text, bool oneBased)
    {
        // given
        var format = new LibSvmFormat { OneBased = oneBased };
        var source = new FormatSource("memory", () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var schema = format.Infer(source);
        using var reader = format.Open(source, schema);
        using var batch = reader.Read()!;

        // when
        var written = Encoding.UTF8.GetString(WrittenRows.Write(format, schema, batch));

        // then
        Assert.Equal(text, written);
    }

    [Fact]
    public void CreateWriter_GivenNumbersForLibSvm_LeavesZerosOutAndRefusesMissingOnes()
    {
        // given
        var schema = new Schema([new("a", DoubleType.Default, false), new("label", DoubleType.Default, false), new("b", DoubleType.Default, false)], null);
        RecordBatch Row(double a, double b) => new(
            schema, [new DoubleArray.Builder().Append(a).Build(), new DoubleArray.Builder().Append(1).Build(), new DoubleArray.Builder().Append(b).Build()], 1);

        // when
        var text = Encoding.UTF8.GetString(WrittenRows.Write(new LibSvmFormat(), schema, Row(0, 2), Row(1e-300, -0.0)));
        var error = Assert.Throws<DataFormatException>(() => WrittenRows.Write(new LibSvmFormat(), schema, Row(1, double.NaN)));

        // then
        Assert.Equal("1 1:2\n1 0:1E-300\n", text);
        Assert.Equal("b", error.Column);
    }

    [Fact]
    public void CreateWriter_GivenFormatThatIsOnlyRead_SaysSo() => Assert.Contains(
        "IDX", Assert.Throws<NotSupportedException>(() => new IdxFormat().CreateWriter(new MemoryStream(), Table)).Message);

    private static bool IsText(string text) =>
        text.Length > 0 && !text.Contains('\0') && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
