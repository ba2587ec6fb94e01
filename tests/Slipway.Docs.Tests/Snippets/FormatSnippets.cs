using System.Globalization;
using Slipway.Data;

namespace Slipway.Docs.Tests.Snippets;

public class FormatSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task DataFormat_GivenOwnFormat_IsReadWrittenAndFoundByName()
    {
        await File.WriteAllLinesAsync("wine.fixed", File.ReadLines("wine.csv").Skip(1).Select(l => l.Split(','))
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c[0],8}{c[12],8}{c[13]}")));

        #region own-format-use
        var services = SlipwayServices.Default.AddFormat(new FixedWidthFormat());
        var wine = DataChannel.From("wine.fixed").WithLabel("class");          // found by its ending
        using var model = await Estimator.For(new LinearClassifier()).WithServices(services).WithOutput("jobs").FitAsync(wine);

        var strong = DataChannel.FromFiles("wine.fixed", new FixedWidthFormat()).Take(100);
        await strong.WriteAsync("strong.fixed", services: services);           // and written
        #endregion

        Assert.Equal(178, await wine.CountRowsAsync(services));
        Assert.Equal(File.ReadLines("wine.fixed").Take(100), File.ReadLines("strong.fixed"));
        Assert.Equal(3, model.Classes.Count);
    }

    [Fact]
    public async Task WriteAsync_GivenTargets_WritesFilesAndFolders()
    {
        #region write-data
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");

        await wine.WriteAsync("out/wine.jsonl.gz");                            // one file: format and gzip from its name

        var report = await wine.WriteAsync(
            "out/parts/", new CsvFormat(), new WriteOptions { MaxRowsPerFile = 100, Overwrite = true });
        Console.WriteLine($"{report.Rows} rows, {report.Bytes} bytes in {report.Files.Count} files");
        #endregion

        Assert.Equal((178L, 2), (report.Rows, report.Files.Count));
        Assert.Equal(178, await DataChannel.From("out/wine.jsonl.gz").CountRowsAsync());
        Assert.Equal(178, await DataChannel.From("out/parts").CountRowsAsync());
    }

    [Fact]
    public async Task Parquet_GivenFiles_TrainsAndFilters()
    {
        #region parquet-write
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        await wine.WriteAsync("wine.parquet", new ParquetFormat { Compression = ParquetCompression.Zstd });
        #endregion

        #region parquet-read
        var grapes = DataChannel.FromParquet("wine.parquet").WithLabel("class").WithFeatures("alcohol", "proline");
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(grapes);   // reads three columns

        var strong = DataChannel.FromParquet("wine.parquet", new ParquetFormat
        {
            Filters = [ColumnFilter.AtLeast("alcohol", 13), ColumnFilter.EqualTo("class", "class_0")],
        });
        #endregion

        #region parquet-services
        var services = SlipwayServices.Default.AddParquet();                   // or services.AddSlipway().AddParquet()
        var rows = await DataChannel.From("wine.parquet").CountRowsAsync(services);
        #endregion

        Assert.Equal(178, rows);
        Assert.InRange(await strong.CountRowsAsync(), 30, 60);
        Assert.Equal(2, model.Features!.Inputs.Count);
    }
}
