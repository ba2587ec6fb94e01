using System.Globalization;

namespace Slipway.Data;

/// <summary>Whole numbers as they are.</summary>
internal readonly struct WholeToLong(bool unsigned) : IConversion<int, long>, IConversion<long, long>, IConversion<byte, long>
{
    public long Convert(int value) => unsigned ? (uint)value : value;

    public long Convert(byte value) => value;

    public long Convert(long value) => !unsigned || value >= 0
        ? value
        : throw new ParquetValueException(
            "the integer is too large for 64 bits with a sign", ((ulong)value).ToString(CultureInfo.InvariantCulture),
            "integers below 2^63", "Read the column as ColumnType.Text (WithColumn), or leave it out.");
}
