using Slipway.Data;
using Slipway.Features;

namespace Slipway.Docs.Tests.Snippets;

public class DataSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task Files_GivenCsvAndGlob_AreOneChannel()
    {
        SplitWine();

        #region files-csv
        // One file, a folder, or a pattern; gzip or not; the format from the name.
        var wine = DataChannel.From("parts/wine-*.csv").WithLabel("class");

        // The same with everything said.
        var explicitly = DataChannel
            .FromCsv("parts/wine-*.csv", new CsvFormat { Delimiter = ',', Header = CsvHeader.Present, MissingTokens = ["", "?"] })
            .WithColumn("magnesium", ColumnType.Integer)
            .WithLabel(-1)                      // the last column
            .WithoutColumns("ash", "hue");
        #endregion

        Assert.Equal(178, await wine.CountRowsAsync());
        Assert.Equal("class", explicitly.ReadSchema().Label);
        Assert.Equal(11, explicitly.ReadSchema().Features.Count());
        Assert.Equal(178, await explicitly.CountRowsAsync());
    }

    [Fact]
    public async Task Files_GivenOtherFormats_Train()
    {
        await DigitFiles.WriteAsync();

        #region files-formats
        var tsv = DataChannel.FromTsv("digits.tsv").WithLabel("digit");
        var lines = DataChannel.FromJsonLines("digits.jsonl").WithLabel("digit");                 // one object a line
        var libSvm = DataChannel.FromLibSvm("digits.libsvm");                                     // label and sparse features
        var idx = DataChannel.FromIdx("digits-images-idx3-ubyte.gz", "digits-labels-idx1-ubyte"); // as MNIST
        var npy = DataChannel.FromNpy("digits.npy", "labels.npy");                                // as numpy.save writes
        #endregion

        foreach (var channel in new[] { tsv, lines, libSvm, idx, npy })
        {
            var (train, test) = channel.Split(0.8, seed: 1, stratified: true);
            using var model = await Estimator.For(new LinearClassifier { L2 = 1e-3, MaxIterations = 50 }).WithOutput("jobs").FitAsync(train);
            var accuracy = (await model.EvaluateAsync(test)).Metrics["accuracy"];
            Assert.True(accuracy > 0.93, $"{channel}: {accuracy}");
        }
    }

    [Fact]
    public async Task Records_GivenList_Train()
    {
        #region records-list
        List<WineRow> rows = File.ReadLines("wine.csv").Skip(1).Select(WineRow.Parse).ToList();
        var channel = DataChannel.From(rows).WithLabel(nameof(WineRow.Kind));
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(channel);
        #endregion

        Assert.Equal(["Barbera", "Barolo", "Grignolino"], model.Classes);
        Assert.Equal(["Alcohol", "Flavanoids", "Proline"], model.Features!.Inputs.Select(i => i.Name));
    }

    [Fact]
    public async Task Records_GivenAsyncStream_Train()
    {
        #region records-async
        // Read once, when the first pass starts, and kept as columns.
        var channel = DataChannel.From(ReadWinesAsync()).WithLabel(nameof(WineRow.Kind));

        static async IAsyncEnumerable<WineRow> ReadWinesAsync()
        {
            await foreach (var line in File.ReadLinesAsync("wine.csv"))
            {
                if (!line.StartsWith("alcohol", StringComparison.Ordinal))
                {
                    yield return WineRow.Parse(line);
                }
            }
        }
        #endregion

        Assert.Equal(178, await channel.CountRowsAsync());
        Assert.Equal(178, await channel.CountRowsAsync());
    }

    [Fact]
    public async Task Records_GivenWhereAndMap_ChangeTheRows()
    {
        #region records-where-map
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class")
            .Where<Strength>(w => w.Alcohol > 12)                                                // keeps all columns of the row
            .Map<Colour, Derived>(w => new Derived(w.ColorIntensity / w.Hue, w.Proline, w.Class)); // new columns
        #endregion

        Assert.Equal(["Redness", "Proline"], wine.ReadSchema().Features);
        Assert.Equal("Class", wine.ReadSchema().Label);
        Assert.InRange(await wine.CountRowsAsync(), 100, 170);
    }

    #region records-where-map (2)
    public record Strength(double Alcohol);

    public record Colour(double ColorIntensity, double Hue, double Proline, string Class);

    public record Derived(double Redness, double Proline, string Class);
    #endregion

    [Fact]
    public async Task Split_GivenDigits_KeepsTheShares()
    {
        #region split
        var digits = DataChannel.FromCsv("digits.csv.gz").WithLabel("digit");

        // By a hash of seed and position: the same parts in each pass, on each machine.
        var (train, rest) = digits.Split(0.6, seed: 1);

        // Stratified: each class keeps its share. Splits can be chained.
        var (validation, test) = rest.Split(0.5, seed: 2, stratified: true);

        // Rows in a random order that the seed fixes, and interleaved parts of them.
        var sample = digits.Shuffle(seed: 3).Take(100);
        var third = digits.Shard(index: 0, count: 3);
        #endregion

        var counts = new List<long>();
        foreach (var part in new[] { train, validation, test, sample, third })
        {
            counts.Add(await part.CountRowsAsync());
        }

        Assert.Equal(1797, counts[0] + counts[1] + counts[2]);
        Assert.InRange(counts[0], 1000, 1150);
        Assert.InRange(Math.Abs(counts[1] - counts[2]), 0, 10);
        Assert.Equal(100, counts[3]);
        Assert.Equal(599, counts[4]);
    }

    [Fact]
    public async Task Features_GivenSteps_AreUsed()
    {
        #region choose-features
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        var features = FeaturePipeline.Auto
            .With("alcohol", FeatureStep.Buckets(12, 13, 14))
            .With("proline", FeatureStep.ImputeMean(indicator: true), FeatureStep.Log1p(), FeatureStep.Standardize())
            .With("hue", FeatureStep.MinMax())
            .With("ash", FeatureStep.Drop());
        using var model = await Estimator.For(new LinearClassifier()).WithFeatures(features).WithOutput("jobs").FitAsync(wine);
        Console.WriteLine(string.Join(", ", model.Features!.FeatureNames));
        #endregion

        Assert.Equal(12, model.Features!.Inputs.Count);
        Assert.DoesNotContain("ash", model.Features.Inputs.Select(i => i.Name));
        Assert.Equal(4 + 1 + 10, model.Features.FeatureCount); // no value of proline is missing, so it has no indicator
    }

    private static void SplitWine()
    {
        var lines = File.ReadAllLines("wine.csv");
        Directory.CreateDirectory("parts");
        File.WriteAllLines("parts/wine-1.csv", [lines[0], .. lines[1..100]]);
        File.WriteAllLines("parts/wine-2.csv", [lines[0], .. lines[100..]]);
    }
}
