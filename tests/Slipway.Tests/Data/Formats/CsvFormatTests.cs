using System.Text;
using Apache.Arrow.Types;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class CsvFormatTests
{
    [Fact]
    public void Infer_GivenHeaderAndMixedColumns_NamesAndTypesThem()
    {
        var table = Table.Read(new CsvFormat(), "alcohol,kind,count\n13.2,red,1\n-1e-3,white,2\n");

        Assert.Equal(["alcohol", "kind", "count"], table.Names);
        Assert.Equal([13.2, -1e-3], table["alcohol"]);
        Assert.Equal(["red", "white"], table["kind"]);
        Assert.Equal([1.0, 2.0], table["count"]);
    }

    [Theory]
    [InlineData("5.1,3.5,a\n4.9,3.0,b\n", new[] { "column1", "column2", "column3" }, 2)]
    [InlineData(",x\n1,2\n", new[] { "column1", "x" }, 1)]
    [InlineData("0,1,2\n7,8,9\n", new[] { "0", "1", "2" }, 1)]
    [InlineData("label,0,1,2\n7,8,9,10\n", new[] { "label", "0", "1", "2" }, 1)]
    [InlineData("1,1,2\n7,8,9\n", new[] { "column1", "column2", "column3" }, 2)]
    [InlineData("colour,shape\nred,round\nblue,flat\n", new[] { "colour", "shape" }, 2)]
    [InlineData("p,x,s\ne,x,y\np,f,s\n", new[] { "column1", "column2", "column3" }, 3)]
    [InlineData("?,NA\n1,2\n", new[] { "column1", "column2" }, 2)]
    public void Header_GivenAuto_FollowsTheDocumentedRule(string text, string[] names, int rows)
    {
        var table = Table.Read(new CsvFormat(), text);

        Assert.Equal(names, table.Names);
        Assert.Equal(rows, table.Rows.Count);
    }

    [Theory]
    [InlineData(CsvHeader.Present, 1, "1")]
    [InlineData(CsvHeader.Absent, 2, "column1")]
    public void Header_GivenExplicitly_IsNotGuessed(CsvHeader header, int rows, string name)
    {
        var table = Table.Read(new CsvFormat { Header = header }, "1,2\n3,4\n");

        Assert.Equal(rows, table.Rows.Count);
        Assert.Equal(name, table.Names[0]);
    }

    [Fact]
    public void Read_GivenAdultStyleSpaces_TrimsUnquotedCellsOnly()
    {
        var table = Table.Read(new CsvFormat(), "age, work, pay\n39, State-gov, 77516\n 50 , \" kept \", 1.5 \n");

        Assert.Equal(["age", "work", "pay"], table.Names);
        Assert.Equal([39.0, 50.0], table["age"]);
        Assert.Equal(["State-gov", " kept "], table["work"]);
        Assert.Equal([77516.0, 1.5], table["pay"]);
    }

    [Fact]
    public void Read_GivenTrimOff_KeepsSpaces()
    {
        var table = Table.Read(new CsvFormat { Trim = false }, "a,b\n x ,1\ny,2\n");

        Assert.Equal([" x ", "y"], table["a"]);
    }

    [Fact]
    public void Read_GivenQuotes_FollowsRfc4180()
    {
        var table = Table.Read(
            new CsvFormat(),
            "id,text\n1,\"a,b\"\n2,\"line one\nline two\"\n"
            + "3,\"say \"\"hi\"\"\"\n4,5\" pipe\n5,\"\"\"\"\n6,\"\"\n");

        Assert.Equal(["a,b", "line one\nline two", "say \"hi\"", "5\" pipe", "\"", null], table["text"]);
        Assert.Equal([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], table["id"]);
    }

    [Theory]
    [InlineData("a,b\n1,x\n2,y\n")]
    [InlineData("a,b\n1,x\n2,y")]
    [InlineData("a,b\r\n1,x\r\n2,y\r\n")]
    [InlineData("a,b\r\n1,\"x\"\r\n\"2\",y")]
    [InlineData("a,b\r1,x\r2,y\r")]
    [InlineData("a,b\r1,x\r2,y")]
    [InlineData("\n\na,b\n\n1,x\n  \n2,y\n\n")]
    [InlineData("\uFEFFa,b\n1,x\n2,y\n")]
    [InlineData("\uFEFF\"a\",\"b\"\r\n1,x\r\n2,y\r\n\r\n")]
    public void Read_GivenLineEndsAndMarks_GivesTheSameTable(string text)
    {
        for (var bufferSize = 1; bufferSize < 40; bufferSize++)
        {
            var table = Table.Read(new CsvFormat(), Table.Source(text) with { BufferSize = bufferSize });

            Assert.Equal(["a", "b"], table.Names);
            Assert.Equal([1.0, 2.0], table["a"]);
            Assert.Equal(["x", "y"], table["b"]);
        }
    }

    [Fact]
    public void Read_GivenMissingTokens_GivesNaNAndNull()
    {
        var table = Table.Read(new CsvFormat(), "n,t\n1,x\n,\nNA,?\nN/A,NA\nNaN,None\nnull,NULL\n\"?\",nan\n");

        Assert.Equal([1.0, .. Enumerable.Repeat<object>(double.NaN, 6)], table["n"]);
        Assert.Equal(["x", .. Enumerable.Repeat<object?>(null, 6)], table["t"]);
    }

    [Fact]
    public void MissingTokens_GivenOwn_ReplacesTheDefaults()
    {
        var table = Table.Read(new CsvFormat { MissingTokens = ["-999"] }, "n,t\n1,\n-999,NA\n");

        Assert.Equal([1.0, double.NaN], table["n"]);
        Assert.Equal(["", "NA"], table["t"]);
    }

    [Fact]
    public void Infer_GivenColumnWithoutValues_ReadsItAsNumbers()
    {
        var table = Table.Read(new CsvFormat(), "a,b\n1,\n2,NA\n");

        Assert.Equal(ArrowTypeId.Double, table.Schema.GetFieldByName("b").DataType.TypeId);
        Assert.Equal([double.NaN, double.NaN], table["b"]);
    }

    [Fact]
    public void ColumnTypes_GivenOverrides_AreUsed()
    {
        var format = new CsvFormat
        {
            ColumnTypes = new Dictionary<string, ColumnType>
            {
                ["id"] = ColumnType.Integer,
                ["zip"] = ColumnType.Text,
                ["ok"] = ColumnType.Boolean,
            },
        };

        var table = Table.Read(format, "id,zip,ok\n9007199254740993,01234,true\n,NA,\n-1,5,No\n");

        Assert.Equal([9007199254740993L, null, -1L], table["id"]);
        Assert.Equal(["01234", null, "5"], table["zip"]);
        Assert.Equal([true, null, false], table["ok"]);
    }

    [Fact]
    public void ColumnNames_GivenHeader_ReplaceIt()
    {
        var table = Table.Read(new CsvFormat { ColumnNames = ["x", "y"] }, "a,b\n1,2\n");

        Assert.Equal(["x", "y"], table.Names);
        Assert.Equal([1.0], table["x"]);
    }

    [Fact]
    public void SkipRows_GivenCountsAboveTheData_LeavesThemOut()
    {
        var table = Table.Read(new CsvFormat { SkipRows = 2 }, "150,4,setosa\n\nmade,by,us\na,b\n1,2\n");
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new CsvFormat { SkipRows = 2 }, "1\n2\n"));

        Assert.Equal(["a", "b"], table.Names);
        Assert.Equal([1.0], table["a"]);
        Assert.Contains("empty", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name\nAnn Lee\nBob Ray\n")]
    [InlineData("time\n2024-01-01 10:00\n2024-01-02 11:00\n")]
    [InlineData("text\nwe have 2\n1 2 3 4\n")]
    public void Infer_GivenOneTextColumn_ReadsIt(string text) => Assert.Equal(2, Table.Read(new CsvFormat(), text).Rows.Count);

    [Fact]
    public void Comment_GivenPrefix_SkipsLinesWhateverTheyHold()
    {
        var table = Table.Read(new CsvFormat { Comment = '#' }, "# made by \"x, y\na,b\n#,,\n1,#2\n# \"\n3,#4\n#end");

        Assert.Equal([1.0, 3.0], table["a"]);
        Assert.Equal(["#2", "#4"], table["b"]);
    }

    [Fact]
    public void WhitespaceDelimited_GivenRunsOfSpaces_SplitsAtThem()
    {
        var table = Table.Read(CsvFormat.Whitespace, "mpg  name\tyear \r\n  18.0   \"ford torino\"  70\r\n\r\n9\t\tdodge 71   \r\n");

        Assert.Equal(["mpg", "name", "year"], table.Names);
        Assert.Equal([18.0, 9.0], table["mpg"]);
        Assert.Equal(["ford torino", "dodge"], table["name"]);
        Assert.Equal([70.0, 71.0], table["year"]);
    }

    [Fact]
    public void Tsv_GivenEmptyCells_KeepsThemApart()
    {
        var table = Table.Read(CsvFormat.Tsv, "a\tb\tc\n1\t\tx y\n\t\t\n2\t3\tz\n");

        Assert.Equal([1.0, double.NaN, 2.0], table["a"]);
        Assert.Equal(["x y", null, "z"], table["c"]);
    }

    [Fact]
    public void Read_GivenInfinityAllowed_KeepsIt()
    {
        var table = Table.Read(new CsvFormat { AllowInfinity = true }, "a\n1\ninf\n-Infinity\n1e400\n");

        Assert.Equal([1.0, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity], table["a"]);
    }

    [Fact]
    public void Read_GivenManyRows_EndsBatchesByRowsAndBytes()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i},word{i}\n"));

        var byRows = Table.Read(new CsvFormat(), text);
        var byBytes = Table.Read(new CsvFormat(), Table.Source(text) with { BatchBytes = 100, BufferSize = 256 });

        Assert.Equal([4096, 4096, 1808], byRows.BatchSizes);
        Assert.True(byBytes.BatchSizes.Max() <= 6, "100 bytes hold six rows of two numbers");
        Assert.Equal(byRows.Rows, byBytes.Rows);
        Assert.Equal("word9999", byRows.Rows[^1][1]);
    }

    [Fact]
    public void Read_GivenGzipInTwoMembers_UnpacksBoth()
    {
        byte[] packed = [.. Table.Gzip("a,b\n1,x\n"u8), .. Table.Gzip("2,y\n"u8)];

        var table = Table.Read(new CsvFormat(), Table.Source(packed));

        Assert.Equal([1.0, 2.0], table["a"]);
    }

    [Fact]
    public void Open_GivenSecondFileWithSameColumns_ReadsIt()
    {
        var first = Table.Source("a,b\n1,x\n", "one.csv");
        var schema = new CsvFormat().Infer(first);

        var withHeader = Table.Read(new CsvFormat(), Table.Source("a,b\n2,y\n", "two.csv"), schema);
        var without = Table.Read(new CsvFormat(), Table.Source("3,z\n4,w\n", "three.csv"), schema);

        Assert.Equal([2.0], withHeader["a"]);
        Assert.Equal([3.0, 4.0], without["a"]);
    }

    [Fact]
    public void Read_GivenUtf8_KeepsIt()
    {
        var table = Table.Read(new CsvFormat(), Table.Source(Encoding.UTF8.GetBytes("città,n\nMünchen 🚢,1\n")));

        Assert.Equal(["München 🚢"], table["città"]);
    }
}
