using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Kernels;

/// <summary>
/// Sums whose order of additions is part of the contract: element i goes to lane i mod L, lanes are folded in halves
/// (lane i + lane i + L/2, ...). Widths can then differ without changing a bit.
/// </summary>
internal static unsafe class FixedOrder
{
    /// <summary>Lanes of a float sum over one row of classes.</summary>
    public const int RowLanes = 16;

    /// <summary>Lanes of a float dot product: four 512-bit accumulators, enough to hide the latency of an addition.</summary>
    public const int DotLanes = 64;

    /// <summary>Lanes of a double sum.</summary>
    public const int DoubleLanes = 8;

    /// <summary>Folds <paramref name="count"/> (a power of two) lanes in place and returns their sum.</summary>
    public static float Fold(float* lanes, int count)
    {
        int half = count / 2;
        for (; half >= 4; half /= 2)
        {
            for (int i = 0; i < half; i += 4)
                (Vector128.Load(lanes + i) + Vector128.Load(lanes + i + half)).Store(lanes + i);
        }
        for (; half >= 1; half /= 2)
        {
            for (int i = 0; i < half; i++)
                lanes[i] += lanes[i + half];
        }
        return lanes[0];
    }

    public static double Fold(double* lanes)
    {
        double a = lanes[0] + lanes[4], b = lanes[1] + lanes[5], c = lanes[2] + lanes[6], d = lanes[3] + lanes[7];
        return (a + c) + (b + d);
    }

    /// <summary>Adds values to the eight lanes, the first value to lane 0; the count must be a multiple of 8 unless it is the last call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double* lanes, float* values, nint count)
    {
        Vector256<double> lower = Vector256.Load(lanes), upper = Vector256.Load(lanes + 4);
        nint i = 0;
        for (; i <= count - DoubleLanes; i += DoubleLanes)
        {
            (Vector256<double> l, Vector256<double> u) = Vector256.Widen(Vector256.Load(values + i));
            lower += l;
            upper += u;
        }
        lower.Store(lanes);
        upper.Store(lanes + 4);
        for (nint lane = 0; i < count; i++, lane++)
            lanes[lane] += values[i];
    }
}
