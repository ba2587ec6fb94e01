using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Kernels;

/// <summary>Which codes of a column lie in a range, as bits: which rows a split sends where.</summary>
/// <remarks>Exact on every path. Thread-safe, allocates nothing. 64 codes are one comparison of 512 bits.</remarks>
public static unsafe class CodeRange
{
    /// <summary>Sets bit <c>row % 64</c> of <c>bits[row / 64]</c> to whether a row's code is from <paramref name="first"/> to <paramref name="last"/>.</summary>
    /// <param name="codes">One code a row.</param>
    /// <param name="first">Smallest code of the range.</param>
    /// <param name="last">Largest code of the range, not below <paramref name="first"/>.</param>
    /// <param name="bits">One word for every 64 rows begun; bits past the last row become 0.</param>
    /// <exception cref="ArgumentException">The range is empty, or a span has another length.</exception>
    public static void Find(ReadOnlySpan<byte> codes, byte first, byte last, Span<ulong> bits) => Find(KernelPaths.Current, codes, first, last, bits);

    internal static void Find(KernelPath path, ReadOnlySpan<byte> codes, byte first, byte last, Span<ulong> bits)
    {
        Arguments.SameLength((codes.Length + 63) / 64, bits.Length, nameof(bits));
        if (last < first)
            Arguments.Throw($"The value {last} is below the first code, {first}.", nameof(last));
        // SAFETY: whole words of codes first, the rest one by one; bits has a word for each.
        fixed (byte* source = codes)
        fixed (ulong* target = bits)
        {
            int whole = path == KernelPath.Scalar ? 0 : codes.Length / 64;
            if (path == KernelPath.V512)
                Wide(source, whole, first, (byte)(last - first), target);
            else if (path == KernelPath.V256)
                Middle(source, whole, first, (byte)(last - first), target);
            else
                Narrow(source, whole, first, (byte)(last - first), target);
            Reference(source + (whole * 64), codes.Length - (whole * 64), first, last, target + whole);
        }
    }

    private static void Reference(byte* codes, int count, byte first, byte last, ulong* bits)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 64 == 0)
                bits[i / 64] = 0;
            bits[i / 64] |= (codes[i] >= first && codes[i] <= last ? 1UL : 0) << (i % 64);
        }
    }

    // Unsigned: what is below the first code wraps around to a large difference.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide(byte* codes, int words, byte first, byte width, ulong* bits)
    {
        Vector512<byte> low = Vector512.Create(first), most = Vector512.Create(width);
        for (int i = 0; i < words; i++)
            bits[i] = Vector512.LessThanOrEqual(Vector512.Load(codes + (64 * i)) - low, most).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Middle(byte* codes, int words, byte first, byte width, ulong* bits)
    {
        Vector256<byte> low = Vector256.Create(first), most = Vector256.Create(width);
        for (int i = 0; i < words; i++)
        {
            ulong word = 0;
            for (int part = 0; part < 2; part++)
            {
                Vector256<byte> inside = Vector256.LessThanOrEqual(Vector256.Load(codes + (64 * i) + (32 * part)) - low, most);
                word |= (ulong)inside.ExtractMostSignificantBits() << (32 * part);
            }
            bits[i] = word;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(byte* codes, int words, byte first, byte width, ulong* bits)
    {
        Vector128<byte> low = Vector128.Create(first), most = Vector128.Create(width);
        for (int i = 0; i < words; i++)
        {
            ulong word = 0;
            for (int part = 0; part < 4; part++)
            {
                Vector128<byte> inside = Vector128.LessThanOrEqual(Vector128.Load(codes + (64 * i) + (16 * part)) - low, most);
                word |= (ulong)inside.ExtractMostSignificantBits() << (16 * part);
            }
            bits[i] = word;
        }
    }
}
