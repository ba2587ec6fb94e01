using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>Reading a 200 MB CSV of numbers.</summary>
internal static class CsvComparisons
{
    private const int Columns = 41;
    private const double GoalMegabytesPerSecond = 300;

    /// <summary>The rows.</summary>
    /// <param name="setup">Data folder and threads.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup)
    {
        var csv = new Lazy<NumericCsv>(() => NumericCsv.Generate(Path.Combine(setup.Data.Work, "numeric-200mb.csv"), 200_000_000, Columns));
        return
        [
            Row("csv to record batches", csv, ChannelReading.ReadBatches),
            Row("csv to feature matrix", csv, ChannelReading.ReadMatrix),
        ];
    }

    private static Comparison Row(string work, Lazy<NumericCsv> csv, Func<NumericCsv, Measurement> read) => new()
    {
        Work = $"{work}, 200 MB, {Columns} columns",
        Unit = "MB/s",
        Better = Better.Higher,
        Goal = $"at least {GoalMegabytesPerSecond} MB/s a core",
        GoalMet = result => result.Slipway!.Value >= GoalMegabytesPerSecond,
        Quality = QualityRule.SameValue(1e-6),
        Slipway = Contender.Slipway(() => read(csv.Value)),
        Peer = new Contender(MLNetTextLoader.Name, MLNetTextLoader.Version, _ => Task.Run(() => MLNetTextLoader.Read(csv.Value, threads: 1))),
    };
}
