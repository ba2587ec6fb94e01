using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Data;

namespace Slipway.Tests.Data;

public sealed class ColumnPruningTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-prune-");

    public ColumnPruningTests() => File.WriteAllText(Path.Combine(_folder.FullName, "t.three"), "");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_GivenRolesThatNameColumns_TellsTheFormatWhichAreWanted()
    {
        // given
        var format = new ThreeColumns();
        var channel = DataChannel.FromFiles(Path.Combine(_folder.FullName, "t.three"), format);

        // when
        var named = Read(channel.WithFeatures("c").WithLabel("A").Take(2));
        var without = Read(channel.WithoutColumns("b").Split(0.999, 1).Train);
        var byPosition = Read(channel.WithFeatures("b").WithLabel(-1));
        var all = Read(channel);

        // then
        Assert.Equal(["2|0", "2|0"], named);
        Assert.All(without, row => Assert.Equal("0|2", row));
        Assert.Equal("1|2", byPosition[0]);
        Assert.Equal("0|1|2", all[0]);
        Assert.Equal(["a,c", "a,c", "b,c", "all"], format.Asked);
    }

    [Fact]
    public void Open_GivenStepsThatLookAtColumns_ReadsAll()
    {
        // given
        var format = new ThreeColumns();
        var channel = DataChannel.FromFiles(Path.Combine(_folder.FullName, "t.three"), format).WithFeatures("c");

        // when
        Read(channel.Where<Row>(r => r.B == 1));
        Read(channel.Shuffle());

        // then
        Assert.Equal(["all", "all"], format.Asked);
    }

    [Fact]
    public void Open_GivenAbsentColumns_ListsAllColumnsOfTheSource()
    {
        // given
        var channel = DataChannel.FromFiles(Path.Combine(_folder.FullName, "t.three"), new ThreeColumns());

        // when
        var pruned = Assert.Throws<DataFormatException>(() => channel.WithFeatures("c", "dd").WithLabel("q").WithWeight("w").Open());
        var whole = Assert.Throws<DataFormatException>(() => channel.WithFeatures("c", "dd").WithLabel("q").WithWeight("w").Shuffle().Open());

        // then
        Assert.Equal(whole.Message, pruned.Message);
        Assert.Contains("the 3 columns are 'a', 'b', 'c'", pruned.Message);
    }

    [Fact]
    public void Open_GivenFormatThatIgnoresColumns_GivesTheSameRows()
    {
        // given
        var path = Path.Combine(_folder.FullName, "t.csv");
        File.WriteAllText(path, "a,b,c\n1,2,x\n3,4,y\n5,6,z\n");

        // when
        var rows = Read(DataChannel.FromCsv(path).WithFeatures("c").WithLabel("a").Skip(1));

        // then
        Assert.Equal(["'y'|3", "'z'|5"], rows);
    }

    private static List<string> Read(DataChannel channel)
    {
        using var reader = channel.Open();
        return Writing.WrittenRows.All(reader);
    }

    private sealed record Row(double B);

    /// <summary>Ten rows of the numbers 0, 1, 2 in columns a, b, c; remembers which columns it was asked for.</summary>
    private sealed record ThreeColumns : DataFormat
    {
        public List<string> Asked { get; } = [];

        protected internal override string DisplayName => "three";

        public override Schema Infer(FormatSource source) =>
            new(new[] { "a", "b", "c" }.Select(n => new Field(n, DoubleType.Default, false)), null);

        public override BatchReader Open(FormatSource source, Schema schema)
        {
            Asked.Add(source.Columns is { } columns ? string.Join(',', columns) : "all");
            return new Reader(new Schema(schema.FieldsList.Where(f => source.Columns?.Contains(f.Name) != false), null));
        }

        private sealed class Reader(Schema schema) : BatchReader
        {
            private bool _read;

            public override Schema Schema => schema;

            public override RecordBatch? Read()
            {
                var batch = _read ? null : new RecordBatch(
                    schema, schema.FieldsList.Select(f => new DoubleArray.Builder().AppendRange(Enumerable.Repeat((double)(f.Name[0] - 'a'), 10)).Build()), 10);
                _read = true;
                return batch;
            }
        }
    }
}
