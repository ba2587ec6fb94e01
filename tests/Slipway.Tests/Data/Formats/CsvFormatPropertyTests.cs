using System.Globalization;
using System.Text;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class CsvFormatPropertyTests
{
    private static readonly Gen<string> Text = Gen.Char["ab\"\"\n\r, \tñ#1"].Array[0, 90].Select(c => new string(c));
    private static readonly Gen<byte> Marks = Gen.Char["\"\"\",,\n\n\r 0123456789.-eEinfNA?#"].Select(c => (byte)c);
    private static readonly CsvFormat Exact = new() { Header = CsvHeader.Present, MissingTokens = [] };

    [Fact]
    public void Read_GivenQuotedText_RoundTrips() =>
        Gen.Select(Gen.Select(Text, Gen.Double[-1e9, 1e9], Text).Array[1, 30], Gen.Int[1, 300], Gen.Int[1, 9], Gen.Bool)
            .Sample((rows, bufferSize, batchRows, windows) =>
            {
                var lineEnd = windows ? "\r\n" : "\n";
                var text = $"a,n,b{lineEnd}" + string.Concat(rows.Select(r =>
                    $"{Quote(r.Item1)},{r.Item2.ToString("R", CultureInfo.InvariantCulture)},{Quote(r.Item3)}{lineEnd}"));
                var format = Exact with
                {
                    ColumnTypes = new Dictionary<string, ColumnType> { ["a"] = ColumnType.Text, ["b"] = ColumnType.Text },
                };

                var table = Table.Read(format, Table.Source(text) with { BufferSize = bufferSize, BatchRows = batchRows });

                Assert.Equal(rows.Select(r => (object)r.Item1), table["a"]);
                Assert.Equal(rows.Select(r => (object)r.Item2), table["n"]);
                Assert.Equal(rows.Select(r => (object)r.Item3), table["b"]);
            }, iter: 2_000);

    [Fact]
    public void Read_GivenAnyBufferSize_GivesTheSameTable()
    {
        const string Content =
            "\uFEFF# c\r\nid,\"na\"\"me\",x\r\n1, \"multi\r\nline, \"\"q\"\"\" ,1.5\r\n\r\n"
            + "2,plain,NA\r\n3,\"\",-17.25e-1\r\n4,é\",12345678901234567890";
        var format = new CsvFormat { Comment = '#' };
        var expected = Table.Read(format, Content);
        Assert.Equal("multi\r\nline, \"q\"", expected.Rows[0][1]);

        for (var bufferSize = 1; bufferSize < Encoding.UTF8.GetByteCount(Content) + 3; bufferSize++)
        {
            var table = Table.Read(format, Table.Source(Content) with { BufferSize = bufferSize, BatchRows = 1 + (bufferSize % 4) });

            Assert.Equal(expected.Names, table.Names);
            Assert.Equal(expected.Rows, table.Rows);
        }
    }

    [Fact]
    public void Read_GivenRandomBytes_FailsWithDataFormatExceptionOnly() =>
        Gen.Select(Gen.OneOf(Gen.Byte, Marks).Array[0, 200], Gen.Int[1, 100], Gen.Int[0, 3])
            .Sample((content, bufferSize, kind) =>
            {
                var format = kind switch
                {
                    0 => new CsvFormat(),
                    1 => CsvFormat.Whitespace,
                    2 => new CsvFormat { Comment = '#', Trim = false, MaxRecordBytes = 50, AllowInfinity = true },
                    _ => new CsvFormat { Quote = null, Delimiter = ' ', Header = CsvHeader.Absent },
                };
                try
                {
                    Assert.NotEmpty(Table.Read(format, Table.Source(content) with { BufferSize = bufferSize }).Rows);
                }
                catch (DataFormatException e)
                {
                    Assert.StartsWith("test.csv", e.Message, StringComparison.Ordinal);
                }
            }, iter: 30_000);

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
