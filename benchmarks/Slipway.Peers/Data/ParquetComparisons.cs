using System.Diagnostics;
using Slipway.Features;
using Slipway.Peers.DataSets;
using Slipway.Peers.Foundation;
using Slipway.Peers.Running;

namespace Slipway.Peers.Data;

/// <summary>
/// The numeric CSV as Parquet, written by DuckDB (Snappy, its default row groups): 41 columns of doubles. Bytes are those of the decoded values,
/// 8 a value.
/// </summary>
internal static class ParquetComparisons
{
    private const int Columns = 41;
    private const double GoalMegabytesPerSecond = 1000;

    /// <summary>The rows.</summary>
    /// <param name="setup">Where generated files go.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup)
    {
        var file = new Lazy<NumericParquet>(() => NumericParquet.Write(setup.Data));
        return [Row("columns", file, ReadColumns), Row("features", file, ReadFeatures)];
    }

    private static Comparison Row(string what, Lazy<NumericParquet> file, Func<NumericParquet, Measurement> read) => new()
    {
        Work = $"parquet to {what}, {Columns} columns of doubles",
        Unit = "MB/s",
        Better = Better.Higher,
        Goal = $"at least {GoalMegabytesPerSecond} MB/s of decoded values a core",
        GoalMet = result => result.Slipway!.Value >= GoalMegabytesPerSecond,
        Quality = QualityRule.SameValue(1e-6),
        Slipway = Contender.Slipway(() => read(file.Value)),
        Peer = DuckDbTables.Contender(duck => Read(duck, file.Value)),
        Repetitions = 5,
    };

    private static Measurement ReadColumns(NumericParquet file)
    {
        var channel = DataChannel.FromParquet(file.Path).WithLabel("y");
        var start = Stopwatch.GetTimestamp();
        var (rows, sum) = ChannelReading.SumBatches(channel);
        return file.Verified(rows, sum, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static Measurement ReadFeatures(NumericParquet file)
    {
        var pipeline = Enumerable.Range(0, Columns - 1)
            .Aggregate(FeaturePipeline.Auto, (p, column) => p.With($"x{column}", FeatureStep.PassThrough()));
        var channel = DataChannel.FromParquet(file.Path).WithLabel("y");
        var start = Stopwatch.GetTimestamp();
        using var matrix = pipeline.FitTransform(() => channel.Open(), new FitOptions(LearningTask.Classification)).Matrix;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return file.Verified(matrix.RowCount, Enumerable.Range(0, matrix.ChunkCount).Sum(c => Sums.Of(matrix.Chunk(c).Features.Values)), seconds);
    }

    private static Measurement Read(DuckDbTables duck, NumericParquet file)
    {
        var seconds = duck.Create($"SELECT * FROM read_parquet({DuckDbTables.Quote(file.Path)})");
        var sum = duck.Scalar(string.Join(" + ", Enumerable.Range(0, Columns - 1).Select(i => $"sum(x{i}::FLOAT::DOUBLE)")));
        return file.Verified((long)duck.Scalar("count(*)"), sum, seconds);
    }

    private sealed record NumericParquet(string Path, NumericCsv Csv)
    {
        public static NumericParquet Write(DataFolder data)
        {
            var csv = NumericCsv.Generate(System.IO.Path.Combine(data.Work, "numeric-200mb.csv"), 200_000_000, Columns);
            var path = System.IO.Path.Combine(data.Work, "numeric.parquet");
            var columns = string.Join(", ", Enumerable.Range(0, Columns - 1).Select(i => $"x{i}::DOUBLE AS x{i}"));
            DuckDbTables.Execute(
                $"COPY (SELECT {columns}, y::DOUBLE AS y FROM read_csv({DuckDbTables.Quote(csv.Path)})) TO {DuckDbTables.Quote(path)} (FORMAT parquet)");
            return new NumericParquet(path, csv);
        }

        public Measurement Verified(long rows, double sum, double seconds)
        {
            var decoded = 8.0 * Csv.Rows * Columns;
            return Sums.Verified(Csv, rows, sum, seconds) with
            {
                Value = decoded / 1e6 / seconds,
                Note = $"{decoded / 1e6:0} MB decoded, {new FileInfo(Path).Length / 1e6:0} MB on disk",
            };
        }
    }
}
