using System.Text.Json;

namespace Slipway.Tests.Prediction;

public class PredictorBindingTests
{
    private static readonly DataChannel Channel = DataChannel.From(WineRow.Many(60)).WithLabel("Band");

    [Fact]
    public void CreatePredictor_GivenMissingAndWrongProperties_NamesAllOfThem()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);

        var error = Assert.Throws<ArgumentException>(() => model.CreatePredictor<PoorWine, string>());

        Assert.Contains("no property for column 'Ash' (a number)", error.Message, StringComparison.Ordinal);
        Assert.Contains("column 'Cellar' is text, but the property is 'double Cellar'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'DateTime MalicAcid'", error.Message, StringComparison.Ordinal);
        Assert.Contains("float Alcohol, DateTime MalicAcid, double Cellar, string Cinder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreatePredictor_GivenTwoPropertiesOfOneColumn_IsAmbiguous()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);

        var error = Assert.Throws<ArgumentException>(() => model.CreatePredictor<AmbiguousWine, string>());

        Assert.Contains("'MalicAcid' is ambiguous", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Malic_Acid', 'malicacid'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreatePredictor_GivenAnAttribute_BindsByIt()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var expected = model.CreatePredictor<Wine, float[]>();
        using var renamed = model.CreatePredictor<RenamedWine, float[]>();

        Assert.Equal(
            expected.Predict(new Wine(Cellar.South, 1.5, 2, 3)),
            renamed.Predict(new RenamedWine { Strength = "2", M = 1.5m, A = 3, C = Cellar.South }));
    }

    [Theory]
    [InlineData(typeof(float), "float")]
    [InlineData(typeof(double), "double")]
    [InlineData(typeof(bool), "bool")]
    public void CreatePredictor_GivenAnAnswerThatAClassifierCannotGive_ListsThoseItCan(Type answer, string name)
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);

        var error = Assert.Throws<ArgumentException>(() => answer == typeof(float) ? model.CreatePredictor<Wine, float>()
            : answer == typeof(double) ? model.CreatePredictor<Wine, double>() : (IDisposable)model.CreatePredictor<Wine, bool>());

        Assert.StartsWith(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("tests.nearest-centroid", error.Message, StringComparison.Ordinal);
        Assert.Contains("Classification, string (the label), int", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreatePredictor_GivenAClassificationOfARegressor_ListsWhatFits()
    {
        var channel = DataChannel.From([new { X = 1f, Y = 2f }, new { X = 2f, Y = 3f }]).WithLabel("Y");
        using var model = Training.Fit(new MeanRegressor(), channel);

        var error = Assert.Throws<ArgumentException>(() => model.CreatePredictor<float[], Classification>());

        Assert.Contains("float, double or float[]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "no key for column 'MalicAcid'")]
    [InlineData("lots", "'MalicAcid' is a number, but the value is 'lots'")]
    [InlineData("1,5", "'1,5'")]
    public void Predict_GivenABadDictionary_NamesColumnAndValue(string? value, string message)
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<Dictionary<string, string?>, string>();
        var row = new Dictionary<string, string?> { ["Alcohol"] = "1", ["Ash"] = null, ["Cellar"] = "North" };
        if (value is not null)
        {
            row["MalicAcid"] = value;
        }

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(row));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        row["MalicAcid"] = " ";
        Assert.StartsWith("band", predictor.Predict(row), StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_GivenAValueOfAWrongType_NamesColumnAndValue()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<Dictionary<string, object?>, string>();
        var row = new Dictionary<string, object?> { ["Alcohol"] = 1, ["MalicAcid"] = new DateTime(2026, 1, 2), ["Ash"] = null };
        row["Cellar"] = "North";

        Assert.Contains(
            "'MalicAcid' is a number, but the value is DateTime", Assert.Throws<ArgumentException>(() => predictor.Predict(row)).Message,
            StringComparison.Ordinal);
        row["MalicAcid"] = 1.5f;
        row["Cellar"] = 2.5f;
        Assert.Contains(
            "'Cellar' is text, but the value is float '2.5'", Assert.Throws<ArgumentException>(() => predictor.Predict(row)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_GivenTwoKeysOfOneColumn_IsAmbiguous()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<Dictionary<string, object?>, string>();
        var row = new Dictionary<string, object?> { ["Alcohol"] = 1, ["malic_acid"] = 1, ["malic-acid"] = 2, ["Ash"] = null };
        row["Cellar"] = null;

        Assert.Contains(
            "'malic_acid' and 'malic-acid'",
            Assert.Throws<ArgumentException>(() => predictor.Predict(row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_GivenJsonValues_ReadsThem()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<Dictionary<string, object?>, float[]>();
        using var json = JsonDocument.Parse("""{"Alcohol": 2, "MalicAcid": "1.5", "Ash": null, "Cellar": "South"}""");
        var row = json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value);

        using var records = model.CreatePredictor<Wine, float[]>();
        Assert.Equal(records.Predict(new Wine(Cellar.South, 1.5, 2, null)), predictor.Predict(row));
    }

    [Fact]
    public void Predict_GivenABadRowInABatch_NamesTheRow()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<RenamedWine, string>();
        var rows = Enumerable.Range(0, 600).Select(i => new RenamedWine { Strength = i == 500 ? "x" : "1" }).ToArray();

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(rows, new string[600]));

        Assert.StartsWith("Row 500:", error.Message, StringComparison.Ordinal);
        Assert.Contains("'x'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreatePredictor_GivenNumbersForAModelThatReadsText_NamesTheTextColumns()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);

        Assert.Contains(
            "'Cellar' is text",
            Assert.Throws<ArgumentException>(() => model.CreatePredictor<float[], int>()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'Cellar' is text", Assert.Throws<ArgumentException>(() => model.CreateVectorPredictor()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "record", Assert.Throws<ArgumentException>(() => model.CreatePredictor<int[], int>()).Message, StringComparison.Ordinal);
    }

    public sealed record PoorWine(float Alcohol, DateTime MalicAcid, double Cellar, string Cinder);

    public sealed record AmbiguousWine(float Alcohol, double Malic_Acid, double malicacid, int Ash, string Cellar);

    public sealed class RenamedWine
    {
        [ColumnName("alcohol")]
        public string? Strength { get; init; }

        [ColumnName("malic-acid")]
        public decimal M { get; init; }

        [ColumnName("Ash")]
        public long? A { get; init; }

        [ColumnName("Cellar")]
        public Cellar? C { get; init; }
    }
}
