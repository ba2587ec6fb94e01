using System.Diagnostics;

namespace Slipway.Benchmarks.Machine;

/// <summary>How many bytes a second one core reads and writes when it copies memory: the limit of kernels that compute little.</summary>
internal static class CopyBandwidth
{
    /// <summary>Measures for some time and gives the fastest copy, in GB/s (a byte copied counts two: read and written).</summary>
    /// <param name="bytes">Size of the block: choose it by the level of the memory that is asked about.</param>
    /// <param name="duration">How long.</param>
    public static double Measure(int bytes, TimeSpan duration)
    {
        byte[] source = new byte[bytes], target = new byte[bytes];
        source.AsSpan().Fill(1);
        var copies = Math.Max(1, (1 << 20) / bytes);
        var best = double.MaxValue;
        var start = Stopwatch.GetTimestamp();
        do
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < copies; i++)
            {
                source.AsSpan().CopyTo(target);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start) < duration);
        return 2.0 * bytes * copies / best / 1e9;
    }
}
