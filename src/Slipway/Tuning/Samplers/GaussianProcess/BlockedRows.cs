using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Slipway.Tuning;

/// <summary>
/// The two loops of dense triangular algebra on row-major doubles, four rows at a time. Registers are always four doubles wide and sums are
/// folded in one order, so the bits do not depend on the machine's vector width.
/// </summary>
internal static class BlockedRows
{
    /// <summary>Rows in a block, and doubles in a register. Row lengths are padded with zeros to a multiple of it.</summary>
    public const int Block = 4;

    public static int Padded(int count) => (count + Block - 1) & -Block;

    /// <summary>Dot products of <paramref name="x"/> with four rows, over the first <paramref name="length"/> elements (a multiple of four).</summary>
    public static void Dots(ReadOnlySpan<double> x, ReadOnlySpan<double> rows, int stride, int length, Span<double> dots)
    {
        Check(x.Length, rows.Length, stride, length);
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var second = ref Unsafe.Add(ref first, stride);
        ref var third = ref Unsafe.Add(ref second, stride);
        ref var fourth = ref Unsafe.Add(ref third, stride);
        Vector256<double> a = default, b = default, c = default, d = default;

        // SAFETY: Check has shown that x and the four rows hold `length` elements, and the loop steps by whole registers below it.
        for (nuint i = 0; i < (nuint)length; i += Block)
        {
            var value = Vector256.LoadUnsafe(ref left, i);
            a = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref first, i), a);
            b = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref second, i), b);
            c = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref third, i), c);
            d = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref fourth, i), d);
        }

        dots[0] = Fold(a);
        dots[1] = Fold(b);
        dots[2] = Fold(c);
        dots[3] = Fold(d);
    }

    /// <summary>Adds four rows, each times its factor, to <paramref name="y"/>; <paramref name="length"/> is a multiple of four.</summary>
    public static void AddScaled(ReadOnlySpan<double> factors, ReadOnlySpan<double> rows, int stride, int length, Span<double> y)
    {
        Check(y.Length, rows.Length, stride, length);
        ref var sum = ref MemoryMarshal.GetReference(y);
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var second = ref Unsafe.Add(ref first, stride);
        ref var third = ref Unsafe.Add(ref second, stride);
        ref var fourth = ref Unsafe.Add(ref third, stride);
        Vector256<double> a = Vector256.Create(factors[0]), b = Vector256.Create(factors[1]);
        Vector256<double> c = Vector256.Create(factors[2]), d = Vector256.Create(factors[3]);

        // SAFETY: as in Dots.
        for (nuint i = 0; i < (nuint)length; i += Block)
        {
            var value = Vector256.FusedMultiplyAdd(a, Vector256.LoadUnsafe(ref first, i), Vector256.LoadUnsafe(ref sum, i));
            value = Vector256.FusedMultiplyAdd(b, Vector256.LoadUnsafe(ref second, i), value);
            value = Vector256.FusedMultiplyAdd(c, Vector256.LoadUnsafe(ref third, i), value);
            value = Vector256.FusedMultiplyAdd(d, Vector256.LoadUnsafe(ref fourth, i), value);
            value.StoreUnsafe(ref sum, i);
        }
    }

    /// <summary>Lane 0 + lane 2 and lane 1 + lane 3, then their sum.</summary>
    public static double Fold(Vector256<double> value)
    {
        var halves = value.GetLower() + value.GetUpper();
        return halves[0] + halves[1];
    }

    private static void Check(int vector, int rows, int stride, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, vector);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((3 * stride) + length, rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(length % Block, 0);
    }
}
