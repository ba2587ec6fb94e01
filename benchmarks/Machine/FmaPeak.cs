using System.Diagnostics;
using System.Runtime.CompilerServices;
using Slipway.Kernels;

namespace Slipway.Benchmarks.Machine;

/// <summary>
/// The most single-precision fused multiply-adds that one core does in a second: a loop that touches registers only, with enough
/// independent chains to hide the latency (4 cycles) of two units, and few enough for 16 registers. No product can be faster than this.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12;
    private const int Rounds = 4096;

    private static float _sink;

    /// <summary>Measures for some time and gives the fastest part, in GFLOP/s (a multiply-add counts two).</summary>
    /// <param name="path">Width of the registers.</param>
    /// <param name="duration">How long.</param>
    public static double Measure(KernelPath path, TimeSpan duration) => path switch
    {
        KernelPath.V512 => Measure<Lanes512>(duration),
        KernelPath.V256 => Measure<Lanes256>(duration),
        KernelPath.V128 => Measure<Lanes128>(duration),
        _ => Measure<Lanes1>(duration),
    };

    private static double Measure<TLanes>(TimeSpan duration) where TLanes : unmanaged, ILanes<TLanes>
    {
        var best = double.MaxValue;
        var start = Stopwatch.GetTimestamp();
        do
        {
            var begin = Stopwatch.GetTimestamp();
            _sink += Loop<TLanes>(1f);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start) < duration);
        return 2.0 * Chains * Rounds * TLanes.Count / best / 1e9;
    }

    // Values stay finite: x / 2 + 1 / 2 goes to 1.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Loop<TLanes>(float seed) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes half = TLanes.Broadcast(0.5f), a = TLanes.Broadcast(seed), b = a, c = a, d = a, e = a, f = a;
        TLanes g = a, h = a, i = a, j = a, k = a, l = a;
        for (var round = 0; round < Rounds; round++)
        {
            a = TLanes.FusedMultiplyAdd(a, half, half);
            b = TLanes.FusedMultiplyAdd(b, half, half);
            c = TLanes.FusedMultiplyAdd(c, half, half);
            d = TLanes.FusedMultiplyAdd(d, half, half);
            e = TLanes.FusedMultiplyAdd(e, half, half);
            f = TLanes.FusedMultiplyAdd(f, half, half);
            g = TLanes.FusedMultiplyAdd(g, half, half);
            h = TLanes.FusedMultiplyAdd(h, half, half);
            i = TLanes.FusedMultiplyAdd(i, half, half);
            j = TLanes.FusedMultiplyAdd(j, half, half);
            k = TLanes.FusedMultiplyAdd(k, half, half);
            l = TLanes.FusedMultiplyAdd(l, half, half);
        }

        return TLanes.Sum(a + b + c + (d + e + f) + (g + h + i) + (j + k + l));
    }
}
