namespace Slipway.Peers.Running;

/// <summary>
/// A named set of comparisons; one folder and one entry in <c>Program</c> each. The comparisons are data: a group does not run or
/// print anything itself.
/// </summary>
internal interface IBenchmarkGroup
{
    /// <summary>What <c>--only</c> selects and the column <c>group</c> says.</summary>
    string Name { get; }

    /// <summary>The comparisons, in the order in which they run. Files that they need are prepared here, untimed.</summary>
    /// <param name="setup">Data, peers, threads.</param>
    IEnumerable<Comparison> Compare(BenchmarkSetup setup);
}
