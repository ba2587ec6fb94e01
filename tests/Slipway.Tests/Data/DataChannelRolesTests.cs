using Apache.Arrow;
using Slipway.Data;

namespace Slipway.Tests.Data;

public class DataChannelRolesTests
{
    private static DataChannel Channel => DataChannel.FromArrow([new RecordBatch.Builder()
        .Append("Alcohol", false, new DoubleArray.Builder().AppendRange([1.5, 2.5]).Build())
        .Append("acid", false, new DoubleArray.Builder().AppendRange([3, 4]).Build())
        .Append("w", false, new DoubleArray.Builder().AppendRange([1, 2]).Build())
        .Append("quality", false, new StringArray.Builder().AppendRange(["a", "b"]).Build()).Build()]);

    private static ChannelSchema Schema(DataChannel channel) => channel.ReadSchema();

    private static DataFormatException Error(DataChannel channel) => Assert.Throws<DataFormatException>(() => channel.Open());

    [Theory]
    [InlineData("quality")]
    [InlineData("QUALITY")]
    public void WithLabel_GivenNameInAnyCase_FindsTheColumn(string name)
    {
        var schema = Schema(Channel.WithLabel(name).WithWeight("W"));

        Assert.Equal("quality", schema.Label);
        Assert.Equal("w", schema.Weight);
        Assert.Equal(["Alcohol", "acid"], schema.Features);
    }

    [Theory]
    [InlineData(0, "Alcohol")]
    [InlineData(3, "quality")]
    [InlineData(-1, "quality")]
    [InlineData(-4, "Alcohol")]
    public void WithLabel_GivenIndex_CountsFromEitherEnd(int index, string expected) =>
        Assert.Equal(expected, Schema(Channel.WithLabel(index)).Label);

    [Theory]
    [InlineData(4)]
    [InlineData(-5)]
    public void WithLabel_GivenIndexOutside_ListsTheColumns(int index)
    {
        var error = Error(Channel.WithLabel(index));

        Assert.Contains("4 columns allow -4 to 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Alcohol', 'acid', 'w', 'quality'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithLabel_GivenMissingName_ListsTheColumnsAndTheClosest()
    {
        var error = Error(Channel.WithLabel("qualty"));

        Assert.Equal("qualty", error.Column);
        Assert.Contains("did you mean 'quality'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("the 4 columns are 'Alcohol', 'acid', 'w', 'quality'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithLabel_GivenNamesThatDifferInCaseOnly_TakesTheExactOneOrSaysSo()
    {
        static DataChannel Cased(params string[] names)
        {
            var builder = new RecordBatch.Builder();
            foreach (var name in names)
            {
                builder.Append(name, false, new DoubleArray.Builder().Append(1).Build());
            }

            return DataChannel.FromArrow([builder.Build()]);
        }

        Assert.Equal("y", Schema(Cased("Y", "y").WithLabel("y")).Label);
        Assert.Contains("differ only in case", Error(Cased("Yes", "yEs").WithLabel("yes")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutLabel_GivenALabel_LeavesTheColumnAsAFeature()
    {
        var schema = Schema(Channel.WithLabel("quality").WithoutLabel());

        Assert.Null(schema.Label);
        Assert.Contains("quality", schema.Features);
    }

    [Fact]
    public void WithFeatures_GivenNames_KeepsThemInThatOrderBeforeTheLabel()
    {
        var channel = Channel.WithLabel("quality").WithFeatures("w", "Alcohol");

        Assert.Equal(["w", "Alcohol", "quality"], Schema(channel).Columns.FieldsList.Select(f => f.Name));
        Assert.Equal(["1|1.5|'a'", "2|2.5|'b'"], Rows.Read(channel));
    }

    [Fact]
    public void WithoutColumns_GivenTwoCalls_DropsBoth()
    {
        var channel = Channel.WithoutColumns("w").WithoutColumns("ACID");

        Assert.Equal(["Alcohol", "quality"], Schema(channel).Columns.FieldsList.Select(f => f.Name));
        Assert.Equal(["1.5|'a'", "2.5|'b'"], Rows.Read(channel));
    }

    [Fact]
    public void Open_GivenSeveralProblems_ReportsAllAtOnce()
    {
        var error = Error(Channel.WithLabel("nothing").WithWeight("none").WithoutColumns("no").WithFeatures("acid", "nil"));

        Assert.All(["label column 'nothing'", "weight column 'none'", "excluded column 'no'", "feature column 'nil'"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_GivenOneColumnInTwoRoles_SaysWhich()
    {
        static void Says(string expected, DataChannel channel) =>
            Assert.Contains(expected, Error(channel).Message, StringComparison.Ordinal);

        Says("'w' is both label and weight", Channel.WithLabel("w").WithWeight("w"));
        Says("excludes 'w', which is the label", Channel.WithLabel("w").WithoutColumns("w"));
        Says("names 'w', which is the weight", Channel.WithWeight("w").WithFeatures("w"));
        Says("names 'Acid' twice", Channel.WithFeatures("acid", "Acid"));
    }

    [Fact]
    public void Open_GivenDuplicateColumnNames_NamesTheColumn()
    {
        var array = new DoubleArray.Builder().Append(1).Build();
        var schema = new Schema([new Field("x", array.Data.DataType, false), new Field("x", array.Data.DataType, false)], null);

        var error = Error(DataChannel.FromArrow([new RecordBatch(schema, [array, array], 1)]));

        Assert.Equal("x", error.Column);
        Assert.Contains("more than one column", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_GivenTransforms_Survive()
    {
        var channel = Channel.WithLabel(-1).WithWeight("w").Shuffle(1).Split(0.5).Train.Take(1);

        Assert.Equal(("quality", "w"), (Schema(channel).Label, Schema(channel).Weight));
    }

    [Fact]
    public void WithLabel_GivenImmutableChannel_ChangesOnlyTheNewOne()
    {
        var plain = Channel;

        _ = plain.WithLabel("quality");

        Assert.Null(Schema(plain).Label);
    }

    [Fact]
    public void WithColumn_GivenRowsInMemory_SaysThatTheirTypesAreFixed() =>
        Assert.Contains(
            "are fixed", Assert.Throws<InvalidOperationException>(() => Channel.WithColumn("w", ColumnType.Text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void FromArrow_GivenBatchesWithOtherColumns_NamesTheBatch()
    {
        var other = new RecordBatch.Builder().Append("id", false, new Int32Array.Builder().Append(1).Build()).Build();

        var error = Assert.Throws<DataFormatException>(() => Rows.Read(DataChannel.FromArrow([.. Rows.Ids(2, 2), other])));

        Assert.Equal(2, error.Line);
        Assert.Equal("id int32", error.Value);
    }

    [Fact]
    public void FromArrow_GivenNoBatches_SaysThatTheColumnsAreUnknown() =>
        Assert.Contains("FromArrow(schema", Error(DataChannel.FromArrow([])).Message, StringComparison.Ordinal);

    [Fact]
    public void FromArrow_GivenBatchesOfTheCaller_LeavesThemUsable()
    {
        var batches = Rows.Ids(10, 5);
        var channel = DataChannel.FromArrow(batches);

        Assert.Equal(Rows.ReadIds(channel), Rows.ReadIds(channel));
        Assert.Equal(9, ((Int64Array)batches[1].Column(0)).GetValue(4));
    }

    [Fact]
    public void FromArrow_GivenManyPassesAtOnce_SharesTheBatchesSafely()
    {
        var batches = Rows.Ids(2_000, 10);
        var channel = DataChannel.FromArrow(batches).Take(1_999);
        var sums = new long[64];

        Parallel.For(0, sums.Length, i => sums[i] = Rows.ReadIds(channel).Sum());

        Assert.All(sums, sum => Assert.Equal(1_998L * 1_999 / 2, sum));
        Assert.Equal(1_999, ((Int64Array)batches[^1].Column(0)).GetValue(9));
    }

    [Fact]
    public void FromArrow_GivenDisposedBatch_SaysToKeepIt()
    {
        var batches = Rows.Ids(3, 3);
        batches[0].Dispose();

        var error = Assert.Throws<ObjectDisposedException>(() => Rows.Read(DataChannel.FromArrow(batches)));

        Assert.Contains("Keep the batches", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithLabel_GivenIndexBeforeMap_MeansTheColumnsOfThatPoint()
    {
        var channel = DataChannel.From([new Wine(1, "a", 7), new Wine(2, "b", 8)]).WithLabel(1).WithWeight("WEIGHT")
            .Map((Wine w) => new Scaled(w.Weight * 2, w.Alcohol / 10, w.Quality));

        var schema = channel.Where((Scaled s) => s.Alcohol > 0.1).ReadSchema();

        Assert.Equal(("Quality", "Weight"), (schema.Label, schema.Weight));
        Assert.Equal(["Alcohol"], schema.Features);
        Assert.Equal(["14|0.1|'a'", "16|0.2|'b'"], Rows.Read(channel));
        Assert.Equal(["in-memory Wine records", "Map<Wine, Scaled>"], channel.LocalOnlyReasons);
    }

    private sealed record Wine(double Alcohol, string Quality, double Weight);

    private sealed record Scaled(double Weight, double Alcohol, string Quality);
}
