using Slipway.Data;
using Slipway.Features;

namespace Slipway.Tests.Data.Profiles;

public sealed class DescribeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DescribeAsync_GivenNumbersTextAndMissingValues_GivesWhatPandasGives()
    {
        // given
        var channel = DataChannel.From<Row>(
            [new(1, "a", true, "x"), new(2, "a", null, "x"), new(null, "b", false, "y"), new(4, null, true, "y"), new(8, "a", true, "x")])
            .WithLabel("Class");

        // when
        var profile = await channel.DescribeAsync(cancellationToken: Cancelled);

        // then: pandas.Series([1, 2, nan, 4, 8]).describe() and quantile()
        Assert.Equal(5, profile.Rows);
        var size = profile["Size"];
        Assert.Equal((1L, 4L, true, InputKind.Number), (size.Missing, size.Distinct, size.DistinctIsExact, size.Kind));
        Assert.Equal((4L, 1.0, 8.0, 3.75), (size.Numbers!.Count, size.Numbers.Minimum, size.Numbers.Maximum, size.Numbers.Mean));
        Assert.Equal(3.0956959368344519, size.Numbers.StandardDeviation, 14);
        Assert.Equal([1.03, 1.15, 1.75, 3, 5, 7.4, 7.88], size.Numbers.Quantiles.Select(q => Math.Round(q.Value, 12)));
        Assert.Equal(1, size.Numbers.Histogram.Sum(), 12);
        Assert.Equal([new ValueCount("a", 3), new ValueCount("b", 1)], profile["Kind"].TopValues);
        Assert.Equal([new ValueCount("true", 3), new ValueCount("false", 1)], profile["Ok"].TopValues);
        Assert.Equal("label", profile["Class"].Role);
        Assert.Null(profile["Class"].Label);
    }

    [Fact]
    public async Task DescribeAsync_GivenCategoriesAndALabel_MeasuresWhatGoesTogether()
    {
        // given: values that scipy and numpy were asked about
        var rows = Enumerable.Range(0, 200).Select(i => new Linked(i % 7, i % 3 == 0 ? "r" : i % 5 == 0 ? "s" : "t", i % 3 == 0 ? "yes" : "no")).ToArray();

        // when
        var byText = await DataChannel.From(rows).WithLabel("Label").DescribeAsync(cancellationToken: Cancelled);
        var byNumber = await DataChannel.From(rows).WithLabel("Number").DescribeAsync(cancellationToken: Cancelled);

        // then
        Assert.Equal(("correlation ratio", Eta(rows.Select(r => (r.Number, r.Label)))), Rounded(byText["Number"]));
        Assert.Equal(("correlation ratio", Eta(rows.Select(r => (r.Number, r.Category)))), Rounded(byNumber["Category"]));
        Assert.Equal("cramers v", byText["Category"].Label!.Value.Measure);
        Assert.InRange(byText["Category"].Label!.Value.Value, 0.99, 1); // "r" is "yes", the others are "no"
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(-2, -1.0)]
    public async Task DescribeAsync_GivenLinearLabel_GivesPearsonsCorrelation(double slope, double expected)
    {
        var profile = await DataChannel.From(Enumerable.Range(0, 50).Select(i => new Pair(i, (slope * i) + 3)).ToArray()).WithLabel("Y").DescribeAsync(cancellationToken: Cancelled);
        Assert.Equal(expected, profile["X"].Label!.Value.Value, 12);
    }

    [Fact]
    public async Task DescribeAsync_GivenConstantColumn_HasNoAssociation()
    {
        var profile = await DataChannel.From(Enumerable.Range(0, 50).Select(i => new Pair(7, i)).ToArray()).WithLabel("Y").DescribeAsync(cancellationToken: Cancelled);
        Assert.Null(profile["X"].Label);
        Assert.Equal((1L, 0.0, 1), (profile["X"].Distinct, profile["X"].Numbers!.StandardDeviation, profile["X"].Numbers!.Histogram.Count));
    }

    [Fact]
    public async Task DescribeAsync_GivenExtremeValues_HasTheirMean()
    {
        var profile = await DataChannel.From<Pair>([new(1e308, 0), new(-1e308, 0), new(5, 0), new(7, 0)]).DescribeAsync(cancellationToken: Cancelled);
        var numbers = profile["X"].Numbers!;
        Assert.Equal(0, numbers.Mean / 1e308, 12);
        Assert.Equal(double.PositiveInfinity, numbers.StandardDeviation);
        Assert.Equal((-1e308, 1e308, 6.0), (numbers.Minimum, numbers.Maximum, numbers.Quantiles[3].Value));
        Assert.DoesNotContain(">NaN<", profile.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DescribeAsync_GivenVectors_DescribesTheirElements()
    {
        var profile = await DataChannel.From<Vector>([new([1, 2, 0]), new([float.NaN, 5, 0])]).DescribeAsync(cancellationToken: Cancelled);
        Assert.Equal((5L, 2L, 5.0, 1.6), (profile["Values"].Numbers!.Count, profile["Values"].Numbers!.Zeros, profile["Values"].Numbers!.Maximum, profile["Values"].Numbers!.Mean));
        Assert.Null(profile["Values"].Distinct);
    }

    [Fact]
    public async Task ToHtml_GivenHostileNames_EncodesThem()
    {
        // given
        var profile = await DataChannel.From<Row>([new(1, "<script>alert(1)</script>", true, "x"), new(2, "b", true, "y")]).WithLabel("Class").DescribeAsync(cancellationToken: Cancelled);

        // when
        var html = profile.ToHtml();

        // then
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        Assert.Contains("Class (label)", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveReportAsync_GivenAFile_WritesThePageWhole()
    {
        // given
        using var folder = new TemporaryFolder();
        var profile = await DataChannel.From<Pair>([new(1, 2), new(2, 3)]).DescribeAsync(cancellationToken: Cancelled);

        // when
        await profile.SaveReportAsync(folder.File("reports/profile.html"), cancellationToken: Cancelled);

        // then
        Assert.Equal(profile.ToHtml(), await File.ReadAllTextAsync(folder.File("reports/profile.html"), Cancelled));
    }

    [Fact]
    public async Task DescribeAsync_GivenMissingFile_SaysSo() =>
        await Assert.ThrowsAsync<DataFormatException>(() => DataChannel.FromCsv("no-such-file.csv").DescribeAsync(cancellationToken: Cancelled));

    [Fact]
    public async Task Indexer_GivenUnknownColumn_NamesTheKnownOnes()
    {
        var profile = await DataChannel.From<Pair>([new(1, 2)]).DescribeAsync(cancellationToken: Cancelled);
        Assert.Contains("'X', 'Y'", Assert.Throws<KeyNotFoundException>(() => profile["Z"]).Message, StringComparison.Ordinal);
    }

    private static (string, double) Rounded(ColumnProfile column) => (column.Label!.Value.Measure, Math.Round(column.Label.Value.Value, 10));

    private static double Eta(IEnumerable<(double Value, string Group)> values)
    {
        var all = values.ToList();
        var mean = all.Average(v => v.Value);
        var between = all.GroupBy(v => v.Group).Sum(g => g.Count() * Math.Pow(g.Average(v => v.Value) - mean, 2));
        return Math.Round(Math.Sqrt(between / all.Sum(v => Math.Pow(v.Value - mean, 2))), 10);
    }

    private sealed record Row(double? Size, string? Kind, bool? Ok, string Class);

    private sealed record Linked(double Number, string Category, string Label);

    private sealed record Pair(double X, double Y);

    private sealed record Vector(float[] Values);
}
