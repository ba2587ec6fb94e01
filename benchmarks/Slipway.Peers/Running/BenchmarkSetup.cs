using Slipway.Peers.DataSets;
using Slipway.Peers.Python;

namespace Slipway.Peers.Running;

/// <summary>What a group builds its comparisons from.</summary>
/// <param name="Data">Where data sets are.</param>
/// <param name="Python">The Python peers; started on first use.</param>
/// <param name="Threads">Threads that Slipway and each peer may use.</param>
/// <param name="CsvGigabytes">Size of the large CSV in GB.</param>
internal sealed record BenchmarkSetup(DataFolder Data, PythonPeer Python, int Threads, int CsvGigabytes);
