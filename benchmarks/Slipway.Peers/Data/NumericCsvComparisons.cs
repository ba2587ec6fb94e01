using System.Text.Json.Nodes;
using Slipway.Peers.DataSets;
using Slipway.Peers.Foundation;
using Slipway.Peers.Running;

namespace Slipway.Peers.Data;

/// <summary>
/// A CSV of numbers to a float32 matrix in memory, types inferred. ML.NET walks through the rows instead, and DuckDB keeps columns: what each
/// does to have the numbers at hand.
/// </summary>
internal static class NumericCsvComparisons
{
    private const int Columns = 41;
    private const double GoalMegabytesPerSecond = 500;

    /// <summary>The rows.</summary>
    /// <param name="setup">Where generated files go; the Python peer.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup)
    {
        var csv = new Lazy<NumericCsv>(() => NumericCsv.Generate(Path.Combine(setup.Data.Work, "numeric-200mb.csv"), 200_000_000, Columns));
        return
        [
            Row(csv, new Contender(MLNetTextLoader.Name, MLNetTextLoader.Version, _ => Task.Run(() => MLNetTextLoader.Read(csv.Value, threads: 1)))),
            Row(csv, setup.Python.Contender(
                "pandas read_csv", "pandas", "data.numeric", () => new JsonObject { ["path"] = csv.Value.Path },
                reply => Sums.Verified(csv.Value, (long)reply["rows"]!, (double)reply["quality"]!, 1))),
            Row(csv, DuckDbTables.Contender(duck => Read(duck, csv.Value))),
        ];
    }

    private static Comparison Row(Lazy<NumericCsv> csv, Contender peer) => new()
    {
        Work = $"numeric csv to features, 200 MB, {Columns} columns",
        Unit = "MB/s",
        Better = Better.Higher,
        Goal = $"at least {GoalMegabytesPerSecond} MB/s a core",
        GoalMet = result => result.Slipway!.Value >= GoalMegabytesPerSecond,
        Quality = QualityRule.SameValue(1e-6),
        Slipway = Contender.Slipway(() => ChannelReading.ReadMatrix(csv.Value)),
        Peer = peer,
        Repetitions = 5,
    };

    private static Measurement Read(DuckDbTables duck, NumericCsv csv)
    {
        var features = Enumerable.Range(0, Columns - 1).Select(i => $"x{i}").ToArray();
        var columns = string.Join(", ", features.Select(x => $"{x}::FLOAT AS {x}"));
        var seconds = duck.Create($"SELECT {columns}, y::FLOAT AS y FROM read_csv({DuckDbTables.Quote(csv.Path)})");
        var rows = duck.Scalar("count(*)");
        var sum = duck.Scalar(string.Join(" + ", features.Select(x => $"sum({x}::DOUBLE)")));
        return Sums.Verified(csv, (long)rows, sum, seconds);
    }
}
