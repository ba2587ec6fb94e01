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
    public void Read_GivenTablesOfAnyWidth_GivesTheNumbersOfDoubleParse() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 40], Gen.Int[0, 3], Gen.Int[1, 400], Gen.Bool, Gen.ULong)
            .Sample((columns, rows, spaces, bufferSize, windows, seed) =>
            {
                // Given numbers of every length and sign, quoted ones, missing ones and text columns among them.
                var random = new Random((int)(seed % int.MaxValue));
                var isText = Enumerable.Range(0, columns).Select(_ => random.Next(4) == 0).ToArray();
                isText[0] = false;
                var cells = Enumerable.Range(0, rows).Select(_ => isText.Select(text => text ? $"t{random.Next(9)}" : Number(random)).ToArray())
                    .ToArray();
                var lineEnd = windows ? "\r\n" : "\n";
                var content = string.Join(",", isText.Select((_, i) => $"c{i}")) + lineEnd
                    + string.Concat(cells.Select(row => string.Join(",", row.Select(c => new string(' ', random.Next(spaces + 1)) + c)) + lineEnd));
                var format = new CsvFormat
                {
                    Header = CsvHeader.Present,
                    ColumnTypes = isText.Select((text, i) => ($"c{i}", text ? ColumnType.Text : ColumnType.Number)).ToDictionary(),
                };

                // When the table is read.
                var table = Table.Read(format, Table.Source(content) with { BufferSize = bufferSize, BatchRows = 1 + (bufferSize % 7) });

                // Then every cell is what double.Parse makes of it.
                Assert.Equal(rows, table.Rows.Count);
                for (var r = 0; r < rows; r++)
                {
                    for (var c = 0; c < columns; c++)
                    {
                        AssertCell(cells[r][c], table.Rows[r][c]);
                    }
                }
            }, iter: 3_000);

    [Fact]
    public void Read_GivenReturnBehindCellThatIsNotTheLast_IsAnError()
    {
        // Given a number column with a stray return in a later row than its type was inferred from.
        var format = new CsvFormat { Header = CsvHeader.Present };
        var schema = format.Infer(Table.Source("a,b\n1,2\n"));

        // Then it is no number.
        var error = Assert.Throws<DataFormatException>(() => Table.Read(format, Table.Source("a,b\n1,2\n3\r,4\n"), schema));
        Assert.Contains("is not a number", error.Message, StringComparison.Ordinal);
    }

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

    private static string Number(Random random)
    {
        var text = random.Next(12) switch
        {
            0 => random.Next(10).ToString(CultureInfo.InvariantCulture),
            1 => "NA",
            2 => (random.NextDouble() * 1e30).ToString("R", CultureInfo.InvariantCulture),
            3 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
            4 => "\"" + random.Next().ToString(CultureInfo.InvariantCulture) + "\"",
            _ => (random.NextDouble() * Math.Pow(10, random.Next(-3, 12))).ToString($"F{random.Next(9)}", CultureInfo.InvariantCulture),
        };
        return random.Next(2) == 0 && char.IsAsciiDigit(text[0]) ? "-" + text : text;
    }

    private static void AssertCell(string cell, object? value)
    {
        if (cell.StartsWith('t'))
        {
            Assert.Equal(cell, value);
            return;
        }

        var expected = cell == "NA" ? double.NaN : double.Parse(cell.Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture);
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits((double)value!), $"{cell} gave {value}");
    }

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
