using System.Diagnostics;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Slipway.Data;
using Slipway.Features;
using Slipway.Peers.Running;

namespace Slipway.Peers.Data;

/// <summary>
/// A CSV of numbers and text. To columns: the check is the sum of all numbers plus the bytes of all texts. To features: numbers standardised,
/// text one-hot, float32; the check is the number of features plus their sum, which is the number of texts, for standardised columns sum to zero.
/// </summary>
internal static class MixedCsvComparisons
{
    private const int Times = 30;

    /// <summary>The rows.</summary>
    /// <param name="setup">Data folder; the Python peer.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup)
    {
        var csv = new Lazy<RepeatedAdult>(() => RepeatedAdult.Write(setup.Data, Times));
        return
        [
            Columns(csv, new Contender("ML.NET TextLoader", MLNetMixedLoader.Version, _ => Task.Run(() => MLNetMixedLoader.Read(csv.Value)))),
            Columns(csv, Pandas(setup, csv, "data.mixed_columns")),
            Columns(csv, DuckDbTables.Contender(duck => Read(duck, csv.Value))),
            Features(csv, Pandas(setup, csv, "data.mixed_features")),
        ];
    }

    private static Comparison Columns(Lazy<RepeatedAdult> csv, Contender peer) => Row("columns", csv, ReadColumns, peer);

    private static Comparison Features(Lazy<RepeatedAdult> csv, Contender peer) => Row("features", csv, ReadFeatures, peer);

    private static Comparison Row(string what, Lazy<RepeatedAdult> csv, Func<RepeatedAdult, Measurement> read, Contender peer) => new()
    {
        Work = $"mixed csv to {what}, adult {Times} times",
        Unit = "MB/s",
        Better = Better.Higher,
        Goal = "faster than the peer",
        GoalMet = result => result.Ratio > 1,
        Quality = QualityRule.SameValue(1e-6),
        Slipway = Contender.Slipway(() => read(csv.Value)),
        Peer = peer,
    };

    private static Contender Pandas(BenchmarkSetup setup, Lazy<RepeatedAdult> csv, string op) => setup.Python.Contender(
        "pandas read_csv", "pandas", op, () => new JsonObject { ["path"] = csv.Value.Path, ["label"] = RepeatedAdult.Label },
        reply => csv.Value.Verified((long)reply["rows"]!, 0, 1));

    // Adult's question mark is a level of its own on every side.
    private static DataChannel Open(RepeatedAdult csv) =>
        DataChannel.FromCsv(csv.Path, new CsvFormat { MissingTokens = [""] }).WithLabel(RepeatedAdult.Label);

    private static Measurement ReadColumns(RepeatedAdult csv)
    {
        var channel = Open(csv);
        var start = Stopwatch.GetTimestamp();
        var (rows, sum) = (0L, 0.0);
        using (var reader = channel.Open())
        {
            while (reader.Read() is { } batch)
            {
                using (batch)
                {
                    rows += batch.Length;
                    sum += batch.Arrays.Sum(array => array switch
                    {
                        DoubleArray doubles => Sum(doubles.Values),
                        StringArray texts => texts.ValueOffsets[texts.Length] - texts.ValueOffsets[0],
                        _ => throw new InvalidOperationException($"A column was read as {array.Data.DataType.Name}."),
                    });
                }
            }
        }

        return csv.Verified(rows, sum, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static Measurement ReadFeatures(RepeatedAdult csv)
    {
        var channel = Open(csv);
        var start = Stopwatch.GetTimestamp();
        using var matrix = FeaturePipeline.Auto.FitTransform(() => channel.Open(), new FitOptions(LearningTask.Classification)).Matrix;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var sum = 0.0;
        for (var chunk = 0; chunk < matrix.ChunkCount; chunk++)
        {
            sum += Foundation.Sums.Of(matrix.Chunk(chunk).Features.Values);
        }

        return csv.Verified(matrix.RowCount, matrix.FeatureCount + Math.Round(sum), seconds);
    }

    private static Measurement Read(DuckDbTables duck, RepeatedAdult csv)
    {
        var seconds = duck.Create($"SELECT * FROM read_csv({DuckDbTables.Quote(csv.Path)})");
        var sum = duck.Scalar(string.Join(
            " + ", RepeatedAdult.Numbers.Select(c => $"sum({c})::DOUBLE").Concat(RepeatedAdult.Texts.Select(c => $"sum(strlen({c}))::DOUBLE"))));
        return csv.Verified((long)duck.Scalar("count(*)"), sum, seconds);
    }
}
