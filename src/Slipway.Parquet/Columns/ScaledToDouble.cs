using System.Globalization;

namespace Slipway.Data;

/// <summary>Decimals, and times in units of a power of ten of a second.</summary>
/// <param name="digits">Digits behind the point.</param>
internal readonly struct ScaledToDouble(int digits) : IConversion<int, double>, IConversion<long, double>
{
    private readonly double _divisor = Math.Pow(10, digits);

    public double Convert(int value) => value / _divisor;

    // Both are exact below 2^53 and 10^22, so the quotient is the nearest double; beyond, the text of the number is read.
    public double Convert(long value) => value is > -(1L << 53) and < 1L << 53 && digits <= 22
        ? value / _divisor
        : double.Parse(FormattableString.Invariant($"{value}E-{digits}"), CultureInfo.InvariantCulture);
}
