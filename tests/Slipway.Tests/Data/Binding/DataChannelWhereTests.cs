using Apache.Arrow;

namespace Slipway.Tests.Data.Binding;

public class DataChannelWhereTests
{
    private static readonly Wine[] Wines = [.. Enumerable.Range(0, 9_000).Select(i => new Wine(i, i * 0.5, i % 2 == 0 ? "even" : "odd"))];

    [Fact]
    public void Where_GivenAViewOfSomeColumns_KeepsAllColumnsOfTheRows()
    {
        var kept = DataChannel.From(Wines).Where<OnlyAlcohol>(w => w.Alcohol % 3 == 0).ToRecords<Wine>();

        Assert.Equal(Wines.Where(w => w.Alcohol % 3 == 0), kept);
    }

    [Fact]
    public void Where_GivenMapAndWhereInARow_ComposesInOrderAndRereads()
    {
        var channel = DataChannel.From(Wines)
            .Where<Wine>(w => w.Band == "odd")
            .Map<Wine, Settable>(w => new Settable { Alcohol = w.Alcohol * 10, Band = w.Band })
            .Where<Settable>(s => s.Alcohol > 100)
            .WithLabel("Band");
        var expected = Wines.Where(w => w.Band == "odd" && w.Alcohol > 10).Select(w => (w.Alcohol * 10.0, "odd"));

        Assert.Equal(expected, channel.ToRecords<Settable>().Select(s => (s.Alcohol, s.Band)));
        Assert.Equal(expected, channel.ToRecords<Settable>().Select(s => (s.Alcohol, s.Band)));
        using var reader = channel.Open();
        Assert.Equal(["Alcohol", "Band", "Twice"], reader.Schema.FieldsList.Select(f => f.Name));
    }

    [Fact]
    public void Where_GivenNoRowAccepted_GivesNoBatch() => Assert.Equal(0, DataChannel.From(Wines).Where<Wine>(_ => false).Drain());

    [Fact]
    public void Map_GivenNoRows_KeepsItsColumns()
    {
        using var reader = DataChannel.From(Wines).Where<Wine>(_ => false).Map<Wine, Point>(_ => default).Open();

        Assert.Equal(["X", "Y", "Label"], reader.Schema.FieldsList.Select(f => f.Name));
        Assert.Null(reader.Read());
    }

    [Fact]
    public void Map_GivenAFailingDelegate_PassesItsErrorOn()
    {
        var channel = DataChannel.From(Wines).Map<Wine, Point>(_ => throw new InvalidOperationException("mine"));

        Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => channel.Open()).Message);
    }

    [Fact]
    public void Where_GivenASettableStruct_FillsIt() =>
        Assert.Equal(
            [(2, "b")],
            DataChannel.From([new Mutable { Count = 1, Name = "a" }, new Mutable { Count = 2, Name = "b" }])
                .Where<Mutable>(m => m.Name == "b").ToRecords<Mutable>().Select(m => (m.Count, m.Name)));

    [Theory]
    [InlineData("alcohol", "ALCOHOL")]
    [InlineData("Alco_hol", "al-co hol")]
    public void Where_GivenAnotherSpelling_IgnoresCaseAndSeparators(string first, string second)
    {
        foreach (var name in new[] { first, second })
        {
            var row = Assert.Single(Batch((name, new FloatArray.Builder().Append(12.5f).Build())).ToRecords<OnlyAlcohol>());
            Assert.Equal(12.5f, row.Alcohol);
        }
    }

    [Fact]
    public void Where_GivenTwoColumnsThatMatch_IsAmbiguous()
    {
        var channel = Batch(
            ("al_cohol", new FloatArray.Builder().Append(1).Build()), ("al-cohol", new FloatArray.Builder().Append(2).Build()));

        var error = Assert.Throws<DataFormatException>(() => channel.ToRecords<OnlyAlcohol>());

        Assert.Contains("'al_cohol' and 'al-cohol'", error.Message, StringComparison.Ordinal);
        Assert.Contains("[ColumnName]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_GivenAnExactMatchAmongOthers_TakesIt()
    {
        var channel = Batch(
            ("alcohol", new FloatArray.Builder().Append(1).Build()), ("Alcohol", new FloatArray.Builder().Append(2).Build()));

        Assert.Equal(2, Assert.Single(channel.ToRecords<OnlyAlcohol>()).Alcohol);
    }

    [Fact]
    public void Where_GivenAnAbsentColumn_NamesItAndThoseThatThereAre()
    {
        var error = Assert.Throws<DataFormatException>(() => DataChannel.From([new Point(1, 2, 3)]).Where<OnlyAlcohol>(_ => true).Open());

        Assert.Equal("Alcohol", error.Column);
        Assert.Contains("Where<OnlyAlcohol>", error.Message, StringComparison.Ordinal);
        Assert.Contains("'X', 'Y', 'Label'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_GivenAnAbsentSettableProperty_IsAnErrorAndNotADefault() =>
        Assert.Equal(
            "Band",
            Assert.Throws<DataFormatException>(() => DataChannel.From([new OnlyAlcohol(1)]).Where<Settable>(_ => true).Open()).Column);

    [Fact]
    public void Where_GivenAMissingValueOfAPlainProperty_NamesRowColumnAndRemedy()
    {
        var rows = Enumerable.Range(0, 5_000).Select(i => new { Alcohol = i == 4_500 ? (float?)null : i });

        var error = Assert.Throws<DataFormatException>(() => DataChannel.From(rows).Where<OnlyAlcohol>(_ => true).Drain());

        Assert.Equal(4_501, error.Line);
        Assert.Equal("Alcohol", error.Column);
        Assert.Contains("nullable (float?)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_GivenATextColumnForANumber_NamesBothTypes()
    {
        var error = Assert.Throws<DataFormatException>(
            () => DataChannel.From([new { Alcohol = "strong" }]).Where<OnlyAlcohol>(_ => true).Open());

        Assert.Contains("'float Alcohol' of OnlyAlcohol", error.Message, StringComparison.Ordinal);
        Assert.Contains("utf8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(2147483648.0)]
    [InlineData(-2147483649.0)]
    [InlineData(double.PositiveInfinity)]
    public void Where_GivenANumberThatDoesNotFit_IsAnError(double value)
    {
        var error = Assert.Throws<DataFormatException>(
            () => DataChannel.From([new { Count = 1.0, Name = "a" }, new { Count = value, Name = "b" }]).ToRecords<Mutable>());

        Assert.Equal(2, error.Line);
        Assert.Equal("Count", error.Column);
        Assert.Equal(value.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Value);
    }

    [Fact]
    public void Where_GivenAnUnknownEnumName_IsAnError()
    {
        var error = Assert.Throws<DataFormatException>(() => DataChannel.From([new { G = "Superb" }]).Map(
            (GradeOnly g) => new { g.G }).Drain());

        Assert.Equal("Superb", error.Value);
    }

    [Fact]
    public void Where_GivenNumbersForText_WritesThemInvariant() =>
        Assert.Equal(
            ["1.5", "-0.25"],
            DataChannel.From([new { Count = 1, Name = 1.5 }, new { Count = 2, Name = -0.25 }]).ToRecords<Mutable>().Select(m => m.Name));

    [Fact]
    public void Where_GivenAnOptionalParameter_UsesItsDefault() =>
        Assert.Equal(new WithDefault(1, "fallback"), Assert.Single(DataChannel.From([new { X = 1f }]).ToRecords<WithDefault>()));

    private static DataChannel Batch(params (string Name, IArrowArray Values)[] columns) => DataChannel.FromArrow([new RecordBatch(
        new Schema(columns.Select(c => new Field(c.Name, c.Values.Data.DataType, true)), null), columns.Select(c => c.Values), 1)]);

    private sealed record GradeOnly(Grade G);

    private sealed record WithDefault(float X, string Note = "fallback");
}
