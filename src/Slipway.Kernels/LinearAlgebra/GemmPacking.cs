using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Kernels;

/// <summary>Copies operands into the order the tiles read them: a panel is <c>depth</c> steps of <c>width</c> neighbours.</summary>
internal static unsafe class GemmPacking
{
    /// <summary>
    /// <c>target[p * width + i] = source[i * stride + p]</c> for i below <paramref name="used"/>, zero for the rest of the width:
    /// A as stored, or B transposed.
    /// </summary>
    // SAFETY: source holds used rows of depth floats at stride; target holds depth * width floats.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint stride, nint depth, int used, int width, float* target)
    {
        const int Block = 8;
        int i = 0;
        // The last few rows of a wide panel go through the same registers: the padding is then written by the way.
        for (; i < used && i + Block <= width; i += Block)
        {
            float* from = source + (i * stride);
            float* to = target + i;
            int rows = Math.Min(Block, used - i);
            nint p = 0;
            if (Avx.IsSupported)
            {
                for (; p + Block <= depth; p += Block)
                    Transpose8x8(from + p, stride, rows, to + (p * width), width);
            }
            for (; p < depth; p++)
            {
                for (int r = 0; r < Block; r++)
                    to[(p * width) + r] = r < rows ? from[(r * stride) + p] : 0f;
            }
        }
        for (; i < width; i++)
        {
            float* from = source + (i * stride);
            float* to = target + i;
            for (nint p = 0; p < depth; p++)
                to[p * width] = i < used ? from[p] : 0f;
        }
    }

    /// <summary>
    /// <c>target[p * width + i] = source[p * stride + i]</c> for i below <paramref name="used"/>, zero for the rest of the width:
    /// B as stored, or A transposed.
    /// </summary>
    // SAFETY: source holds depth rows of used floats at stride; target holds depth * width floats.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<TLanes>(float* source, nint stride, nint depth, int used, int width, float* target)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (nint p = 0; p < depth; p++)
        {
            float* from = source + (p * stride);
            float* to = target + (p * width);
            int i = 0;
            for (; i + TLanes.Count <= used; i += TLanes.Count)
                TLanes.Store(TLanes.Load(from + i), to + i);
            if (i + 8 <= used)
            {
                Vector256.Store(Vector256.Load(from + i), to + i);
                i += 8;
            }
            for (; i < used; i++)
                to[i] = from[i];
            for (; i < width; i++)
                to[i] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8x8(float* from, nint stride, int rows, float* to, nint width)
    {
        Vector256<float> r0 = Vector256.Load(from);
        Vector256<float> r1 = Row(from, stride, 1, rows), r2 = Row(from, stride, 2, rows), r3 = Row(from, stride, 3, rows);
        Vector256<float> r4 = Row(from, stride, 4, rows), r5 = Row(from, stride, 5, rows), r6 = Row(from, stride, 6, rows);
        Vector256<float> r7 = Row(from, stride, 7, rows);
        Vector256<float> t0 = Avx.UnpackLow(r0, r1), t1 = Avx.UnpackHigh(r0, r1);
        Vector256<float> t2 = Avx.UnpackLow(r2, r3), t3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> t4 = Avx.UnpackLow(r4, r5), t5 = Avx.UnpackHigh(r4, r5);
        Vector256<float> t6 = Avx.UnpackLow(r6, r7), t7 = Avx.UnpackHigh(r6, r7);
        const byte Low = 0b01_00_01_00, High = 0b11_10_11_10, Lower = 0x20, Upper = 0x31;
        Vector256<float> s0 = Avx.Shuffle(t0, t2, Low), s1 = Avx.Shuffle(t0, t2, High);
        Vector256<float> s2 = Avx.Shuffle(t1, t3, Low), s3 = Avx.Shuffle(t1, t3, High);
        Vector256<float> s4 = Avx.Shuffle(t4, t6, Low), s5 = Avx.Shuffle(t4, t6, High);
        Vector256<float> s6 = Avx.Shuffle(t5, t7, Low), s7 = Avx.Shuffle(t5, t7, High);
        Avx.Permute2x128(s0, s4, Lower).Store(to);
        Avx.Permute2x128(s1, s5, Lower).Store(to + width);
        Avx.Permute2x128(s2, s6, Lower).Store(to + (2 * width));
        Avx.Permute2x128(s3, s7, Lower).Store(to + (3 * width));
        Avx.Permute2x128(s0, s4, Upper).Store(to + (4 * width));
        Avx.Permute2x128(s1, s5, Upper).Store(to + (5 * width));
        Avx.Permute2x128(s2, s6, Upper).Store(to + (6 * width));
        Avx.Permute2x128(s3, s7, Upper).Store(to + (7 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row(float* from, nint stride, int row, int rows) =>
        row < rows ? Vector256.Load(from + (row * stride)) : Vector256<float>.Zero;
}
