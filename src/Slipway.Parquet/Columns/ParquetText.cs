using System.Globalization;
using System.Numerics;

namespace Slipway.Data;

/// <summary>Stored values as text, exactly.</summary>
internal static class ParquetText
{
    private const int MostDecimalBytes = 64;
    private const long UnixEpochTicks = 621_355_968_000_000_000;

    /// <summary>Digits behind the point of a second, or -1 when the type is no time.</summary>
    public static int SecondDigits(LogicalType type) => type switch
    {
        LogicalType.TimeMilliseconds or LogicalType.TimestampMilliseconds => 3,
        LogicalType.TimeMicroseconds or LogicalType.TimestampMicroseconds => 6,
        LogicalType.TimeNanoseconds or LogicalType.TimestampNanoseconds => 9,
        _ => -1,
    };

    public static bool IsUnsigned(LogicalType type) =>
        type is LogicalType.UInt8 or LogicalType.UInt16 or LogicalType.UInt32 or LogicalType.UInt64;

    public static string Of(long value, SchemaElement element) => element.Logical switch
    {
        LogicalType.Decimal => OfDecimal(value, element.Scale),
        LogicalType.Date => Moment(value, 0, 86_400, "yyyy-MM-dd"),
        LogicalType.TimestampMilliseconds or LogicalType.TimestampMicroseconds or LogicalType.TimestampNanoseconds =>
            Moment(value, SecondDigits(element.Logical), 1, "yyyy-MM-ddTHH:mm:ss"),
        LogicalType.TimeMilliseconds or LogicalType.TimeMicroseconds or LogicalType.TimeNanoseconds =>
            Moment(value, SecondDigits(element.Logical), 1, "HH:mm:ss"),
        LogicalType.UInt64 => ((ulong)value).ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    public static string Of(int value, SchemaElement element) =>
        Of(IsUnsigned(element.Logical) ? (uint)value : value, element);

    public static string Of(Int96 value) =>
        Moment(value.UnixDay, 0, 86_400, "yyyy-MM-dd") + "T" + Moment(value.Nanoseconds, 9, 1, "HH:mm:ss");

    /// <summary>A decimal: big-endian, two's complement.</summary>
    public static string OfDecimal(ReadOnlySpan<byte> value, int scale) => OfDecimal(Unscaled(value), scale);

    public static double ToDouble(ReadOnlySpan<byte> value, int scale) =>
        double.Parse(FormattableString.Invariant($"{Unscaled(value)}E-{scale}"), CultureInfo.InvariantCulture);

    public static double ToHalf(ReadOnlySpan<byte> value) => value.Length == 2
        ? (double)System.Buffers.Binary.BinaryPrimitives.ReadHalfLittleEndian(value)
        : throw new InvalidDataException($"A float16 has {value.Length} bytes.");

    public static string OfUuid(ReadOnlySpan<byte> value) => value.Length == 16
        ? new Guid(value, bigEndian: true).ToString()
        : throw new InvalidDataException($"A UUID has {value.Length} bytes.");

    private static BigInteger Unscaled(ReadOnlySpan<byte> value) => value.Length <= MostDecimalBytes
        ? new BigInteger(value, isUnsigned: false, isBigEndian: true)
        : throw new InvalidDataException($"A decimal has {value.Length} bytes; at most {MostDecimalBytes} are read.");

    private static string OfDecimal(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = unscaled.Sign < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }

    // Whole seconds through DateTime, the rest behind the point; zeros at the end are left out.
    private static string Moment(long value, int digits, long secondsEach, string pattern)
    {
        var unit = (long)Math.Pow(10, digits);
        var whole = Math.DivRem(value, unit, out var rest);
        if (rest < 0)
        {
            (whole, rest) = (whole - 1, rest + unit);
        }

        var seconds = (Int128)whole * secondsEach;
        if (seconds * 10_000_000 + UnixEpochTicks is var ticks && (ticks < 0 || ticks > DateTime.MaxValue.Ticks))
        {
            throw new ParquetValueException(
                "the time is outside of the years 1 to 9999", value.ToString(CultureInfo.InvariantCulture), "years 1 to 9999",
                "Read the column as ColumnType.Integer.");
        }

        var text = new DateTime((long)ticks).ToString(pattern, CultureInfo.InvariantCulture);
        return rest == 0 ? text : text + "." + rest.ToString("D" + digits, CultureInfo.InvariantCulture).TrimEnd('0');
    }
}
