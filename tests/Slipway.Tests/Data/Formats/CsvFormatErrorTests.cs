using System.Text;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class CsvFormatErrorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n\n  \r\n")]
    [InlineData("\uFEFF")]
    public void Read_GivenEmptyFile_SaysSo(string text)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), text));

        Assert.Equal("test.csv: the file is empty; expected rows. Check the path and what wrote the file.", error.Message);
    }

    [Fact]
    public void Read_GivenHeaderOnly_SaysSo()
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), "a,b\n"));

        Assert.Contains("a header but no rows", error.Message, StringComparison.Ordinal);
        Assert.Contains("CsvHeader.Absent", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", 3, "1 cell")]
    [InlineData("a,b\n1,2\n\n3,4,5\n", 4, "3 cells")]
    [InlineData("a,b\n\"1\n2\",2\n3,4,\n", 4, "3 cells")]
    public void Read_GivenRaggedRow_NamesLineAndCounts(string text, int line, string found)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), text));

        Assert.Equal(line, error.Line);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("2, as in", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenRaggedRowBehindTheInferenceWindow_NamesItsLine()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 50_000)) + "1,2,3\n";

        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), text));

        Assert.Equal(50_002, error.Line);
        Assert.Contains("3 cells", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oops")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1 2")]
    [InlineData("0x10")]
    [InlineData("12345678901234567x")]
    public void Read_GivenTextInNumberColumn_NamesLineColumnValueAndRemedy(string value)
    {
        var text = "a,size\n" + string.Concat(Enumerable.Repeat("1,2\r\n", 1500)) + $"1,{value}\r\n";

        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), text));

        Assert.Equal((1502, "size", value), (error.Line, error.Column, error.Value));
        Assert.Contains("ColumnType.Text", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("MissingTokens", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    public void Read_GivenInfinity_IsAnErrorByDefault(string value)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), $"a\n1\n{value}\n"));

        Assert.Equal((3, "a", value), (error.Line, error.Column, error.Value));
        Assert.Contains("AllowInfinity", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColumnType.Integer, "1.5")]
    [InlineData(ColumnType.Integer, "9223372036854775808")]
    [InlineData(ColumnType.Boolean, "2")]
    public void Read_GivenValueOfAnotherType_NamesIt(ColumnType type, string value)
    {
        var format = new CsvFormat { ColumnTypes = new Dictionary<string, ColumnType> { ["a"] = type } };

        var error = Assert.Throws<DataFormatException>(() => Table.Read(format, $"a\n{value}\n"));

        Assert.Equal((2, "a", value), (error.Line, error.Column, error.Value));
    }

    [Theory]
    [InlineData("alcohol;quality\n13.2;5\n", "Delimiter to ';'")]
    [InlineData("59 2 32.1\n 48  1 21.6\n", "CsvFormat.Whitespace")]
    [InlineData("a\tb\n1\tx\n", "Delimiter to '\\t'")]
    [InlineData("a|b\n1|2\n", "Delimiter to '|'")]
    public void Infer_GivenAnotherDelimiter_SuggestsIt(string text, string remedy)
    {
        var error = Assert.Throws<DataFormatException>(() => new CsvFormat().Infer(Table.Source(text)));

        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
        Assert.Single(new CsvFormat { ColumnNames = ["x"] }.Infer(Table.Source(text)).FieldsList);
    }

    [Fact]
    public void Infer_GivenDuplicateNames_NamesBothPositions()
    {
        var error = Assert.Throws<DataFormatException>(() => new CsvFormat().Infer(Table.Source("x,y,x\n1,2,3\n")));

        Assert.Equal("x", error.Column);
        Assert.Contains("number 1 and number 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_GivenOverrideOfUnknownColumn_ListsTheColumns()
    {
        var format = new CsvFormat { ColumnTypes = new Dictionary<string, ColumnType> { ["zap"] = ColumnType.Text } };

        var error = Assert.Throws<DataFormatException>(() => format.Infer(Table.Source("zip,b\n1,2\n")));

        Assert.Equal("zap", error.Column);
        Assert.Equal("one of zip, b", error.Expected);
    }

    [Fact]
    public void Infer_GivenWrongNumberOfNames_NamesBothCounts()
    {
        var error = Assert.Throws<DataFormatException>(() => new CsvFormat { ColumnNames = ["a"] }.Infer(Table.Source("1,2\n3,4\n")));

        Assert.Contains("2 columns", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("1,", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GivenOtherColumns_NamesBothFiles()
    {
        var schema = new CsvFormat().Infer(Table.Source("a,b\n1,x\n", "one.csv"));
        var second = Table.Source("a,c\n1,x\n", "two.csv") with { SchemaOrigin = "one.csv" };
        var third = Table.Source("a,b,c\n1,x,2\n", "three.csv") with { SchemaOrigin = "one.csv" };

        var named = Assert.Throws<DataFormatException>(() => new CsvFormat().Open(second, schema));
        var counted = Assert.Throws<DataFormatException>(() => new CsvFormat().Open(third, schema));

        Assert.Equal(
            "two.csv: column 'c': the file has other columns than one.csv: its column number 2 is named 'c'; expected 'b'. "
            + "Files of one channel need the same columns in the same order; read the others as a channel of their own.",
            named.Message);
        Assert.Contains("other columns than one.csv: 3 columns", counted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenUnclosedQuote_NamesTheLineOfItsRow()
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), "a,b\n1,2\n3,\"open\n4,5\n"));

        Assert.Equal(3, error.Line);
        Assert.Contains("inside a quoted cell", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenTextBehindClosingQuote_NamesIt()
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), "a,b\n1,\"x\"y\n"));

        Assert.Equal((2, "\"x\"y"), (error.Line, error.Value));
    }

    [Fact]
    public void Read_GivenHundredMegabyteLine_FailsWithinTheLimit()
    {
        var source = new FormatSource("long.csv", () => new RepeatingStream("a,b\n1,\""u8.ToArray(), (byte)'x', 100_000_000));

        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), source));

        Assert.Equal(2, error.Line);
        Assert.Contains("longer than 67108864 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxRecordBytes", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void MaxRecordBytes_GivenRowBeyondIt_NamesTheLine()
    {
        var format = new CsvFormat { MaxRecordBytes = 20 };

        var fits = Table.Read(format, "a\n1\n" + new string('7', 15) + "\n");
        var error = Assert.Throws<DataFormatException>(() => Table.Read(format, "a\n1\n" + new string('7', 21) + "\n"));

        Assert.Equal(2, fits.Rows.Count);
        Assert.Equal(3, error.Line);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, (byte)'\n', 0 })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, (byte)'a', 0, (byte)'\n' })]
    public void Read_GivenUtf16_SaysHowToConvert(byte[] content)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), Table.Source(content)));

        Assert.Contains("UTF-16", error.Message, StringComparison.Ordinal);
        Assert.Contains("iconv", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenInvalidUtf8_NamesLineAndColumn()
    {
        byte[] content = [.. "n,name\n1,ok\n2,M"u8, 0xFC, .. "nchen\n"u8];

        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), Table.Source(content)));

        Assert.Equal((3, "name", "München"), (error.Line, error.Column, error.Value));
    }

    [Fact]
    public void Read_GivenNul_NamesLineAndColumn()
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), "n,name\n1,ok\n2,a\0b\n"));

        Assert.Equal((3, "name", @"a\0b"), (error.Line, error.Column, error.Value));
    }

    [Fact]
    public void Read_GivenDamagedGzip_SaysSo()
    {
        var whole = Table.Gzip(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i * 7}\n"))));
        var flipped = (byte[])whole.Clone();
        flipped[^6] ^= 0x55;

        for (var length = 3; length < whole.Length; length += length < 40 || length > whole.Length - 20 ? 1 : 997)
        {
            var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), Table.Source(whole[..length])));
            Assert.Contains("gzip data is damaged or truncated", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat(), Table.Source(flipped)));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('.')]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('é')]
    public void Delimiter_GivenImpossibleCharacter_IsMisuse(char delimiter)
    {
        var error = Assert.Throws<ArgumentException>(() => new CsvFormat { Delimiter = delimiter }.Infer(Table.Source("a\n1\n")));

        Assert.Contains("CsvFormat.Delimiter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_GivenOutOfRange_AreMisuse()
    {
        Assert.Throws<ArgumentException>(() => new CsvFormat { Quote = 'q' }.Infer(Table.Source("a\n1\n")));
        Assert.Throws<ArgumentException>(() => new CsvFormat { Comment = ',' }.Infer(Table.Source("a\n1\n")));
        Assert.Throws<ArgumentException>(() => new CsvFormat { MaxRecordBytes = 0 }.Infer(Table.Source("a\n1\n")));
        Assert.Throws<ArgumentException>(() => new CsvFormat { SkipRows = -1 }.Infer(Table.Source("a\n1\n")));
        Assert.Throws<ArgumentException>(() => new CsvFormat { InferenceRows = 0 }.Infer(Table.Source("a\n1\n")));
    }
}
