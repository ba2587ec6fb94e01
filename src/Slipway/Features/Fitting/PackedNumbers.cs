using System.Runtime.Intrinsics;

namespace Slipway.Features;

/// <summary>
/// Doubles in four bytes each, where that loses no bit: numbers that were written with few digits are whole numbers divided by one power of
/// ten.
/// </summary>
/// <remarks>
/// The idea of A. Afroozeh, L. Kuffo and P. Boncz, "ALP: Adaptive Lossless floating-Point Compression", SIGMOD 2023, with a division where
/// ALP multiplies by the inverse: the division rounds correctly, so it gives back every double that was read from such a number. Each value
/// is divided again and compared bit for bit before anything is packed.
/// </remarks>
internal static class PackedNumbers
{
    /// <summary>The largest power of ten that is tried: 2^31 has ten digits.</summary>
    public const int MaximumScale = 9;

    /// <summary>Stands for a missing value (NaN).</summary>
    private const int Missing = int.MinValue;

    /// <summary>Stands for minus zero, which rounding writes as <c>-0.00</c>.</summary>
    private const int MinusZero = int.MinValue + 1;

    // Adding it to a double below 2^51 leaves the double rounded to an integer, in two's complement, in the low bits.
    private const double Rounding = 3L << 51;

    private static readonly double[] PowersOfTen = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    /// <summary>Packs values; false when some cannot be packed with this power of ten, and <paramref name="packed"/> is then undefined.</summary>
    /// <param name="values">Values.</param>
    /// <param name="scale">Digits behind the point, 0 to <see cref="MaximumScale"/>.</param>
    /// <param name="packed">As long as <paramref name="values"/>.</param>
    public static bool TryPack(ReadOnlySpan<double> values, int scale, Span<int> packed)
    {
        var power = PowersOfTen[scale];
        var at = 0;
        for (; at <= values.Length - (2 * Vector512<double>.Count); at += 2 * Vector512<double>.Count)
        {
            var low = Vector512.Create(values[at..]);
            var high = Vector512.Create(values[(at + Vector512<double>.Count)..]);
            var whole = Vector512.Narrow(Round(low, power), Round(high, power));
            var (lowBack, highBack) = Vector512.Widen(whole);
            if (!Vector512.EqualsAll(Restore(lowBack, power).AsInt64(), low.AsInt64())
                || !Vector512.EqualsAll(Restore(highBack, power).AsInt64(), high.AsInt64()))
            {
                return false;
            }

            whole.CopyTo(packed[at..]);
        }

        for (; at < values.Length; at++)
        {
            var whole = (int)Round(Vector512.Create(values[at]), power)[0];
            if (BitConverter.DoubleToInt64Bits(Restore(Vector512.Create((long)whole), power)[0]) != BitConverter.DoubleToInt64Bits(values[at]))
            {
                return false;
            }

            packed[at] = whole;
        }

        return true;
    }

    /// <summary>Gives the values back.</summary>
    /// <param name="packed">What <see cref="TryPack"/> gave.</param>
    /// <param name="scale">With which digits behind the point.</param>
    /// <param name="values">As long as <paramref name="packed"/>.</param>
    public static void Unpack(ReadOnlySpan<int> packed, int scale, Span<double> values)
    {
        var power = PowersOfTen[scale];
        var at = 0;
        for (; at <= packed.Length - Vector512<int>.Count; at += Vector512<int>.Count)
        {
            var (low, high) = Vector512.Widen(Vector512.Create(packed[at..]));
            Restore(low, power).CopyTo(values[at..]);
            Restore(high, power).CopyTo(values[(at + Vector512<double>.Count)..]);
        }

        for (; at < packed.Length; at++)
        {
            values[at] = Restore(Vector512.Create((long)packed[at]), power)[0];
        }
    }

    // Anything out of range, infinite or NaN other than a missing value gives a number that is not restored to the same bits.
    private static Vector512<long> Round(Vector512<double> values, double power)
    {
        var rounded = (values * power) + Vector512.Create(Rounding);
        var whole = rounded.AsInt64() - Vector512.Create(Rounding).AsInt64();
        whole = Vector512.ConditionalSelect(
            Vector512.Equals(values.AsInt64(), Vector512.Create(long.MinValue)), Vector512.Create((long)MinusZero), whole);
        return Vector512.ConditionalSelect(Vector512.IsNaN(values).AsInt64(), Vector512.Create((long)Missing), whole);
    }

    private static Vector512<double> Restore(Vector512<long> whole, double power)
    {
        var rounded = (whole + Vector512.Create(Rounding).AsInt64()).AsDouble() - Vector512.Create(Rounding);
        var values = Vector512.ConditionalSelect(
            Vector512.Equals(whole, Vector512.Create((long)MinusZero)).AsDouble(), Vector512.Create(-0.0), rounded / power);
        return Vector512.ConditionalSelect(
            Vector512.Equals(whole, Vector512.Create((long)Missing)).AsDouble(), Vector512.Create(double.NaN), values);
    }
}
