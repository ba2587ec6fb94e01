using System.Globalization;

namespace Slipway.Data;

/// <summary>Integers of 64 bits, which must fit a double exactly.</summary>
internal readonly struct LongToDouble(bool unsigned) : IConversion<long, double>
{
    private const ulong Largest = 1UL << 53;

    public double Convert(long value) => (ulong)value + Largest <= 2 * Largest && !(unsigned && value < 0)
        ? value
        : throw new ParquetValueException(
            "the integer is too large for a double",
            unsigned ? ((ulong)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture),
            "integers between -2^53 and 2^53", "Read the column as ColumnType.Integer or ColumnType.Text (WithColumn), or leave it out.");
}
