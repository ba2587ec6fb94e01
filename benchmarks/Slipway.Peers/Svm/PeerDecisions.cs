using System.Globalization;
using System.Runtime.InteropServices;
using Slipway.Features;
using Slipway.Peers.Running;

namespace Slipway.Peers.Svm;

/// <summary>
/// Compares decision values with those of the peer's run before, which the Python side writes to a file of this process. Both sides stop at
/// a violation of 1e-3, so that decision values may differ by a few times that.
/// </summary>
/// <param name="setup">Work folder.</param>
/// <param name="set">Name of the data set.</param>
internal sealed class PeerDecisions(BenchmarkSetup setup, string set)
{
    /// <summary>Every how many rows one is compared.</summary>
    public const int Every = 10;

    /// <summary>What makes a run fail: an absolute difference of decision values above this.</summary>
    public const double LargestDifference = 0.01;

    /// <summary>Where the peer writes its decision values (float64; positive for class 1).</summary>
    public string File { get; } = Path.Combine(setup.Data.Work, $"svm-{set}.decisions-{Environment.ProcessId}");

    /// <summary>How many times a run of the peer was compared; a row that never was has not met its goal.</summary>
    public int Comparisons { get; private set; }

    /// <summary>The differences, in words; empty before the peer's first run.</summary>
    /// <param name="model">Slipway's model.</param>
    /// <param name="matrix">The rows that both trained on.</param>
    /// <exception cref="InvalidOperationException">A difference is too large.</exception>
    public string Compare(SvmModel model, FeatureMatrix matrix)
    {
        if (!System.IO.File.Exists(File))
        {
            return "";
        }

        var theirs = MemoryMarshal.Cast<byte, double>(System.IO.File.ReadAllBytes(File)).ToArray();
        System.IO.File.Delete(File);
        Comparisons++;
        double sum = 0, largest = 0;
        var compared = 0;
        var row = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var features = matrix.Chunk(c).Features;
            var ours = new double[features.Rows];
            model.Decide(features, ours);
            for (var i = 0; i < ours.Length; i++, row++)
            {
                if (row % Every == 0)
                {
                    var difference = Math.Abs(-ours[i] - theirs[row / Every]);
                    (sum, largest, compared) = (sum + difference, Math.Max(largest, difference), compared + 1);
                }
            }
        }

        if (compared != theirs.Length || !(largest <= LargestDifference))
        {
            throw new InvalidOperationException(
                $"{compared} decision values against the peer's {theirs.Length} differ by up to {largest}, more than {LargestDifference}.");
        }

        return string.Create(
            CultureInfo.InvariantCulture, $", {compared} decision values differ from the peer's by {largest:0.0e0} at most, {sum / compared:0.0e0} on average");
    }
}
