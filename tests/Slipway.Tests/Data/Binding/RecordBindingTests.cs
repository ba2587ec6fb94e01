using Slipway.Data;

namespace Slipway.Tests.Data.Binding;

public class RecordBindingTests
{
    public interface INamed
    {
        string Name { get; }
    }

    [Fact]
    public void AllColumns_GivenInheritedAndHiddenProperties_TakesEachNameOnce()
    {
        var rows = DataChannel.From([new Derived { Id = 1, Extra = 2 }]);

        using var reader = rows.Open();
        Assert.Equal(["Extra", "Id"], reader.Schema.FieldsList.Select(f => f.Name).Order());
        Assert.Equal("double", reader.Schema.GetFieldByName("Id").DataType.Name);
    }

    [Fact]
    public void From_GivenAnInterface_ReadsThroughIt()
    {
        INamed[] rows = [new First("a"), new Second()];

        using var reader = DataChannel.From(rows).Open();
        using var batch = reader.Read()!;
        var names = (Apache.Arrow.StringArray)batch.Column("Name");

        Assert.Equal(["a", "second"], [names.GetString(0), names.GetString(1)]);
    }

    [Fact]
    public void AllColumns_GivenTwoPropertiesOfOneColumn_NamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => DataChannel.From([new Doubled { A = 1, B = 2 }]));

        Assert.Contains("'A', 'B'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'x'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Alcohol_By_Volume", "Alcohol_By_Volume")]
    [InlineData("AlcoholByVolume", "AlcoholByVolume")]
    public void Find_GivenAnExactName_PrefersIt(string column, string property) =>
        Assert.Equal(property, new RecordBinding<Ambiguous>().Find(column)!.Property.Name);

    [Fact]
    public void Find_GivenOnlyLooseMatches_IsAmbiguous()
    {
        var error = Assert.Throws<ArgumentException>(() => new RecordBinding<Ambiguous>().Find("alcohol by volume"));

        Assert.Contains("'Alcohol_By_Volume', 'AlcoholByVolume'", error.Message, StringComparison.Ordinal);
        Assert.Contains("[ColumnName(\"alcohol by volume\")]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_GivenAnotherName_IsNull() => Assert.Null(new RecordBinding<Ambiguous>().Find("Alcohol"));

    [Fact]
    public void Constructor_GivenNothingReadable_SaysWhatToUse() =>
        Assert.Contains(
            "record Wine", Assert.Throws<ArgumentException>(() => new RecordBinding<object>()).Message, StringComparison.Ordinal);

    [Fact]
    public void Where_GivenAFlagsEnum_ComesBack()
    {
        Flagged[] rows = [new(Sides.Left | Sides.Right), new(Sides.None), new((Sides)8)];

        Assert.Equal(rows, DataChannel.From(rows).ToRecords<Flagged>());
    }

    [Fact]
    public void Where_GivenSeveralConstructors_TakesTheLongestThatTheColumnsFill()
    {
        Assert.Equal("two", Assert.Single(DataChannel.From([new { A = 1, B = 2 }]).ToRecords<Several>()).Used);
        Assert.Equal("one", Assert.Single(DataChannel.From([new { A = 1 }]).ToRecords<Several>()).Used);
    }

    [Flags]
    private enum Sides
    {
        None = 0,
        Left = 1,
        Right = 2,
    }

    private sealed record First(string Name) : INamed;

    private sealed record Second : INamed
    {
        public string Name => "second";
    }

    private class Base
    {
        public int Id { get; init; }
    }

    private sealed class Derived : Base
    {
        public new double Id { get; init; }

        public int Extra { get; init; }
    }

    private sealed class Doubled
    {
        [ColumnName("x")]
        public int A { get; init; }

        [ColumnName("x")]
        public int B { get; init; }
    }

    private sealed record Flagged(Sides Sides);

    private sealed class Several
    {
        public Several(int a) => Used = a > 0 ? "one" : "";

        public Several(int a, int b) => Used = a + b > 0 ? "two" : "";

        public string Used { get; }
    }
}
