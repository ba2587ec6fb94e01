namespace Slipway.Data;

/// <summary>Times in units of a power of ten of a second, to the nearest double of the quotient.</summary>
/// <param name="digits">Digits behind the point of a second.</param>
internal readonly struct TicksToSeconds(int digits) : IConversion<int, double>, IConversion<long, double>
{
    private readonly double _divisor = Math.Pow(10, digits);

    public double Convert(int value) => value / _divisor;

    public double Convert(long value) => value / _divisor;
}
