using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Data;

/// <summary>
/// Eight short decimal numbers at a time, with 512-bit vectors: the same numbers as <see cref="NumberParser.TryParseShort"/>, bit for bit,
/// without a branch that depends on the text.
/// </summary>
/// <remarks>
/// <para>
/// A cell is the 16 bytes before its end, so its last digit always lies in the same place; what lies before the cell counts as zeros. Four
/// cells fill a vector. The tricks, in order:
/// </para>
/// <list type="number">
/// <item>One comparison for digits, points, signs and cells each gives 64 bits; syntax is checked on these bits, 16 a cell.</item>
/// <item>The point leaves the digits: bytes up to it take their left neighbour.</item>
/// <item>
/// Neighbours are joined four times (W. Muła, "SIMD-ized faster parse of IPv4 addresses" and simdjson's <c>parse_eight_digits</c>):
/// 16 digits, 8 pairs, 4 quadruples, 2 numbers of eight digits, 1 number. After the second step both vectors fit into one.
/// </item>
/// <item>
/// Mantissa and power of ten are exact doubles (at most 2^53 and 10^15), so the one division rounds correctly (Clinger 1990).
/// </item>
/// </list>
/// </remarks>
internal static unsafe class NumberGroup
{
    /// <summary>Numbers in a group.</summary>
    public const int Size = 8;

    private const long LargestExactMantissa = 1L << 53;

    private const ulong FirstBits = 0x0001_0001_0001_0001;

    /// <summary>True when the processor has what <see cref="Parse"/> needs (AVX-512 with BW, CD, DQ and VL).</summary>
    public static bool IsSupported => Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512CD.VL.IsSupported;

    /// <summary>Parses eight cells; values of cells that are not short numbers are unspecified.</summary>
    /// <param name="text">The text; 16 bytes before each end must be readable.</param>
    /// <param name="starts">First byte of each cell.</param>
    /// <param name="ends">Behind the last byte of each cell.</param>
    /// <param name="values">Room for eight numbers.</param>
    /// <returns>Bit <c>i</c> is 1 when cell <c>i</c> must be parsed in another way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Parse(byte* text, Vector256<int> starts, Vector256<int> ends, double* values)
    {
        var lengths = ends - starts;
        var firsts = (Vector256.Create(16) - lengths) * 0x01010101;
        var even = Load(text, ends[0], ends[2], ends[4], ends[6]);
        var odd = Load(text, ends[1], ends[3], ends[5], ends[7]);
        var evenBits = Classify(ref even, Spread(firsts, 0));
        var oddBits = Classify(ref odd, Spread(firsts, 1));

        // 16 bits a cell; cells in the order 0 2 4 6 1 3 5 7.
        var points = Vector128.Create(evenBits.Points, oddBits.Points).AsUInt16();
        var digits = Vector128.Create(evenBits.Digits, oddBits.Digits).AsUInt16();
        var others = Vector128.Create(evenBits.Others, oddBits.Others).AsUInt16();
        var signs = Vector128.Create(evenBits.Signs, oddBits.Signs).AsUInt16();
        var several = points & (points - Vector128<ushort>.One);
        var isBad = ~Vector128.Equals(others | several, default) | Vector128.Equals(digits, default);

        // Digits behind the point, in the order of the cells. Without a point lzcnt is 32, and the 16 that remain are made 0.
        var wide = Avx512CD.VL.LeadingZeroCount(InOrder(points)) - Vector256.Create(16);
        var scales = Vector256.ConditionalSelect(Vector256.Equals(wide, Vector256.Create(16)), default, wide);
        var upTo = (Vector256.Create(15) - wide) * 0x01010101;
        even = WithoutPoint(even, Spread(upTo, 0));
        odd = WithoutPoint(odd, Spread(upTo, 1));

        var pairs = Vector512.Create((short)0x010A).AsSByte();
        var hundreds = Vector512.Create(0x0001_0064).AsInt16();
        var evenQuads = Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(even, pairs), hundreds);
        var oddQuads = Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(odd, pairs), hundreds);
        var quads = Avx512BW.PackUnsignedSaturate(evenQuads, oddQuads).AsInt16();
        var eights = Avx512BW.MultiplyAddAdjacent(quads, Vector512.Create(0x0001_2710).AsInt16()).AsUInt64();
        var mantissas = Avx512F.Multiply(eights.AsUInt32(), Vector512.Create(100_000_000UL).AsUInt32()) + (eights >> 32);

        var powers = Avx512F.PermuteVar8x64x2(
            Vector512.Create(1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7),
            Avx512F.ConvertToVector512Int64(scales),
            Vector512.Create(1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15));
        var magnitudes = Avx512DQ.ConvertToVector512Double(mantissas.AsInt64()) / powers;
        var negative = Avx512F.ConvertToVector512Int64(Vector256.GreaterThan(InOrder(signs), default)) << 63;
        (magnitudes.AsInt64() ^ negative).AsDouble().Store(values);

        var tooLong = Vector256.GreaterThan(lengths.AsUInt32() - Vector256<uint>.One, Vector256.Create(15u)).ExtractMostSignificantBits();
        var tooLarge = Vector512.GreaterThan(mantissas.AsInt64(), Vector512.Create(LargestExactMantissa)).ExtractMostSignificantBits();
        return tooLong | (uint)tooLarge | Vector256.GreaterThan(InOrder(isBad), default).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Load(byte* text, int a, int b, int c, int d) => Vector512.Create(
        Vector256.Create(Vector128.Load(text + a - 16), Vector128.Load(text + b - 16)),
        Vector256.Create(Vector128.Load(text + c - 16), Vector128.Load(text + d - 16)));

    /// <summary>Every second byte of eight integers whose bytes are equal, each through 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<sbyte> Spread(Vector256<int> values, int from)
    {
        var order = Vector512.Create(0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6) + Vector512.Create(from);
        return Avx512F.PermuteVar16x32(values.ToVector512Unsafe(), order).AsSByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<sbyte> Places() => Vector512.Create(Vector256.Create(Vector128.Create(
        (sbyte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)));

    /// <summary>Leaves the values of digits in <paramref name="cells"/>, zeros elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Digits, ulong Points, ulong Signs, ulong Others) Classify(ref Vector512<byte> cells, Vector512<sbyte> firsts)
    {
        var values = cells - Vector512.Create((byte)'0');
        var isInside = Vector512.GreaterThanOrEqual(Places(), firsts).AsByte();
        var isDigit = Vector512.LessThanOrEqual(values, Vector512.Create((byte)9)) & isInside;
        var inside = isInside.ExtractMostSignificantBits();
        var digits = isDigit.ExtractMostSignificantBits();
        var points = Vector512.Equals(cells, Vector512.Create((byte)'.')).ExtractMostSignificantBits() & inside;
        var first = inside & ~((inside << 1) & ~FirstBits);
        var signs = Vector512.Equals(cells, Vector512.Create((byte)'-')).ExtractMostSignificantBits() & first;
        cells = values & isDigit;
        return (digits, points, signs, inside & ~(digits | points | signs));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> WithoutPoint(Vector512<byte> digits, Vector512<sbyte> upTo) => Vector512.ConditionalSelect(
        Vector512.LessThanOrEqual(Places(), upTo).AsByte(), Avx512BW.ShiftLeftLogical128BitLane(digits, 1), digits);

    /// <summary>16 bits of the cells 0 2 4 6 1 3 5 7 as integers in the order of the cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> InOrder(Vector128<ushort> bits) =>
        Avx2.ConvertToVector256Int32(Sse2.UnpackLow(bits, Sse2.ShiftRightLogical128BitLane(bits, 8)));
}
