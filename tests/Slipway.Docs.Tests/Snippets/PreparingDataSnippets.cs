namespace Slipway.Docs.Tests.Snippets;

public class PreparingDataSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task Describe_GivenWine_SaysWhatItLooksLike()
    {
        #region describe
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        var profile = await wine.DescribeAsync();

        Console.WriteLine($"{profile.Rows} rows, {profile.Columns.Sum(c => c.Missing)} missing cells");
        foreach (var column in profile.Columns.Where(c => c.Label is not null).OrderByDescending(c => Math.Abs(c.Label!.Value.Value)))
        {
            Console.WriteLine($"{column.Name}: {column.Numbers?.Minimum} to {column.Numbers?.Maximum}, {column.Label?.Measure} {column.Label?.Value:0.00}");
        }

        await profile.SaveReportAsync("reports/wine.html");
        #endregion

        Assert.Equal(178, profile.Rows);
        Assert.Contains("Data profile", await File.ReadAllTextAsync("reports/wine.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_GivenFilesAndChannels_JoinsThem()
    {
        await File.WriteAllTextAsync("cellar.csv", "class,cellar\nclass_0,north\nclass_1,south\nclass_2,south\n");

        #region sql
        var wines = DataChannel.FromSql("""
            select w.alcohol, w.proline, w.proline / w.alcohol as richness, c.cellar
            from read_csv('wine.csv') w join 'cellar.csv' c using (class)
            where w.alcohol > 12
            """).WithLabel("cellar");
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(wines);
        #endregion

        #region sql-tables
        var options = new SqlOptions { MemoryLimit = 256L << 20 }
            .WithTable("wine", DataChannel.FromCsv("wine.csv"))   // any channel: a bucket, records, a split
            .WithParameter("least", 13.0);
        var strong = DataChannel.FromSql("select class, count(*) as n from wine where alcohol >= $least group by class order by class", options);
        #endregion

        Assert.Equal(3, await strong.CountRowsAsync());
        Assert.True(model.Digest.Length > 0);
    }
}
