using System.Globalization;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Chooses how a column is read.</summary>
internal static class ColumnReaders
{
    /// <summary>The reader of a column as a type; null when it cannot be read as that.</summary>
    public static ColumnReader? For(ParquetLeaf leaf, IArrowType wanted) => leaf.Problem is not null ? null
        : leaf.IsList ? (wanted is FixedSizeListType vector ? ForVectors(leaf, vector) : null)
        : wanted.TypeId switch
        {
            ArrowTypeId.Double => ForNumbers(leaf),
            ArrowTypeId.Float when leaf.Type == PhysicalType.Float => new FixedColumnReader<float, float, Same<float>>(leaf, default),
            ArrowTypeId.Int64 => ForIntegers(leaf),
            ArrowTypeId.String => ForText(leaf),
            ArrowTypeId.Boolean when leaf.Type == PhysicalType.Boolean => new FixedColumnReader<byte, byte, Same<byte>>(leaf, default),
            ArrowTypeId.Binary when IsBytes(leaf) => new BytesColumnReader(leaf, isText: false),
            _ => null,
        };

    /// <summary>Items of the first list of a chunk; 0 when none is there.</summary>
    public static int FirstLength(ParquetLeaf leaf, PageReader pages, long values) => leaf.Type switch
    {
        PhysicalType.Float => VectorColumnReader<float, float, Same<float>>.FirstLength(leaf, pages, values),
        PhysicalType.Double => VectorColumnReader<double, double, Same<double>>.FirstLength(leaf, pages, values),
        PhysicalType.Int32 => VectorColumnReader<int, double, SmallToDouble>.FirstLength(leaf, pages, values),
        _ => VectorColumnReader<long, double, LongToDouble>.FirstLength(leaf, pages, values),
    };

    /// <summary>A bound of a column's values as a number; null when the type has no such bounds.</summary>
    /// <exception cref="ParquetValueException">A double cannot hold it.</exception>
    public static double? Bound(ParquetLeaf leaf, ReadOnlySpan<byte> bytes)
    {
        var (type, logical, scale) = (leaf.Type, leaf.Element.Logical, leaf.Element.Scale);
        return (type, bytes.Length) switch
        {
            (PhysicalType.Boolean, 1) => bytes[0],
            (PhysicalType.Float, 4) => BitConverter.ToSingle(bytes),
            (PhysicalType.Double, 8) => BitConverter.ToDouble(bytes),
            (PhysicalType.Int32, 4) => Number(BitConverter.ToInt32(bytes), leaf),
            (PhysicalType.Int64, 8) => Number(BitConverter.ToInt64(bytes), leaf),
            (PhysicalType.FixedLengthByteArray, 2) when logical == LogicalType.Float16 => ParquetText.ToHalf(bytes),
            (PhysicalType.FixedLengthByteArray or PhysicalType.ByteArray, > 0 and <= 64) when logical == LogicalType.Decimal =>
                ParquetText.ToDouble(bytes, scale),
            _ => null,
        };
    }

    private static double Number(int value, ParquetLeaf leaf) => leaf.Element.Logical switch
    {
        LogicalType.Decimal => new ScaledToDouble(leaf.Element.Scale).Convert(value),
        LogicalType.TimeMilliseconds => new TicksToSeconds(3).Convert(value),
        _ => new SmallToDouble(ParquetText.IsUnsigned(leaf.Element.Logical)).Convert(value),
    };

    private static double Number(long value, ParquetLeaf leaf) => leaf.Element.Logical == LogicalType.Decimal
        ? new ScaledToDouble(leaf.Element.Scale).Convert(value)
        : ParquetText.SecondDigits(leaf.Element.Logical) is var digits and >= 0
            ? new TicksToSeconds(digits).Convert(value)
            : new LongToDouble(leaf.Element.Logical == LogicalType.UInt64).Convert(value);

    private static bool IsBytes(ParquetLeaf leaf) => leaf.Type is PhysicalType.ByteArray or PhysicalType.FixedLengthByteArray;

    private static ColumnReader? ForNumbers(ParquetLeaf leaf)
    {
        var (logical, scale) = (leaf.Element.Logical, leaf.Element.Scale);
        var unsigned = ParquetText.IsUnsigned(logical);
        var digits = ParquetText.SecondDigits(logical);
        return leaf.Type switch
        {
            PhysicalType.Boolean => new FixedColumnReader<byte, double, SmallToDouble>(leaf, default),
            PhysicalType.Int32 when logical == LogicalType.Decimal =>
                new FixedColumnReader<int, double, ScaledToDouble>(leaf, new ScaledToDouble(scale)),
            PhysicalType.Int32 when digits >= 0 => new FixedColumnReader<int, double, TicksToSeconds>(leaf, new TicksToSeconds(digits)),
            PhysicalType.Int32 => new FixedColumnReader<int, double, SmallToDouble>(leaf, new SmallToDouble(unsigned)),
            PhysicalType.Int64 when logical == LogicalType.Decimal =>
                new FixedColumnReader<long, double, ScaledToDouble>(leaf, new ScaledToDouble(scale)),
            PhysicalType.Int64 when digits >= 0 => new FixedColumnReader<long, double, TicksToSeconds>(leaf, new TicksToSeconds(digits)),
            PhysicalType.Int64 => new FixedColumnReader<long, double, LongToDouble>(leaf, new LongToDouble(unsigned)),
            PhysicalType.Int96 => new FixedColumnReader<Int96, double, Int96ToSeconds>(leaf, default),
            PhysicalType.Float => new FixedColumnReader<float, double, FloatToDouble>(leaf, default),
            PhysicalType.Double => new FixedColumnReader<double, double, Same<double>>(leaf, default),
            _ when logical == LogicalType.Decimal => new ParsedColumnReader(leaf, value => ParquetText.ToDouble(value, scale)),
            _ when logical == LogicalType.Float16 => new ParsedColumnReader(leaf, ParquetText.ToHalf),
            _ => null,
        };
    }

    // Times and dates as they are stored; decimals only where they have no fraction.
    private static ColumnReader? ForIntegers(ParquetLeaf leaf)
    {
        var unsigned = ParquetText.IsUnsigned(leaf.Element.Logical);
        var isFraction = leaf.Element.Logical == LogicalType.Decimal && leaf.Element.Scale > 0;
        return leaf.Type switch
        {
            PhysicalType.Boolean => new FixedColumnReader<byte, long, WholeToLong>(leaf, default),
            PhysicalType.Int32 when !isFraction => new FixedColumnReader<int, long, WholeToLong>(leaf, new WholeToLong(unsigned)),
            PhysicalType.Int64 when !isFraction => new FixedColumnReader<long, long, WholeToLong>(leaf, new WholeToLong(unsigned)),
            PhysicalType.Int96 => new FixedColumnReader<Int96, long, Int96ToLong>(leaf, default),
            _ => null,
        };
    }

    private static ColumnReader ForText(ParquetLeaf leaf)
    {
        var element = leaf.Element;
        return leaf.Type switch
        {
            PhysicalType.Boolean => new FormattedColumnReader<byte>(leaf, value => value == 0 ? "false" : "true"),
            PhysicalType.Int32 => new FormattedColumnReader<int>(leaf, value => ParquetText.Of(value, element)),
            PhysicalType.Int64 => new FormattedColumnReader<long>(leaf, value => ParquetText.Of(value, element)),
            PhysicalType.Int96 => new FormattedColumnReader<Int96>(leaf, ParquetText.Of),
            PhysicalType.Float => new FormattedColumnReader<float>(leaf, value => value.ToString("R", CultureInfo.InvariantCulture)),
            PhysicalType.Double => new FormattedColumnReader<double>(leaf, value => value.ToString("R", CultureInfo.InvariantCulture)),
            _ => new BytesColumnReader(leaf, isText: true, element.Logical switch
            {
                LogicalType.Decimal => value => ParquetText.OfDecimal(value, element.Scale),
                LogicalType.Float16 => value => ParquetText.ToHalf(value).ToString("R", CultureInfo.InvariantCulture),
                LogicalType.Uuid => ParquetText.OfUuid,
                _ => null,
            }),
        };
    }

    private static ColumnReader? ForVectors(ParquetLeaf leaf, FixedSizeListType vector)
    {
        var (width, item) = (vector.ListSize, vector.ValueDataType.TypeId);
        var unsigned = ParquetText.IsUnsigned(leaf.Element.Logical);
        return (leaf.Type, item, ParquetTypes.ItemTypeOf(leaf)?.TypeId) switch
        {
            (PhysicalType.Float, ArrowTypeId.Float, _) => new VectorColumnReader<float, float, Same<float>>(leaf, width, default),
            (PhysicalType.Float, ArrowTypeId.Double, _) => new VectorColumnReader<float, double, FloatToDouble>(leaf, width, default),
            (PhysicalType.Double, ArrowTypeId.Double, _) => new VectorColumnReader<double, double, Same<double>>(leaf, width, default),
            (PhysicalType.Int32, ArrowTypeId.Float, ArrowTypeId.Float) =>
                new VectorColumnReader<int, float, SmallToFloat>(leaf, width, default),
            (PhysicalType.Int32, ArrowTypeId.Double, not null) =>
                new VectorColumnReader<int, double, SmallToDouble>(leaf, width, new SmallToDouble(unsigned)),
            (PhysicalType.Int64, ArrowTypeId.Double, not null) =>
                new VectorColumnReader<long, double, LongToDouble>(leaf, width, new LongToDouble(unsigned)),
            _ => null,
        };
    }
}
