using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>What the columns of a Parquet file are read as.</summary>
internal static class ParquetTypes
{
    /// <summary>Stands for a column that cannot be read, so that it can be left out.</summary>
    public static IArrowType Unreadable { get; } = new StructType([new Field("unreadable", NullType.Default, nullable: true)]);

    /// <summary>The type that a column of single values has unless another is asked for.</summary>
    public static IArrowType TypeOf(ParquetLeaf leaf) => leaf.Type switch
    {
        PhysicalType.Boolean => BooleanType.Default,
        PhysicalType.Float => FloatType.Default,
        PhysicalType.ByteArray => leaf.Element.Logical switch
        {
            LogicalType.Text => StringType.Default,
            LogicalType.Decimal => DoubleType.Default,
            _ => BinaryType.Default,
        },
        PhysicalType.FixedLengthByteArray => leaf.Element.Logical switch
        {
            LogicalType.Decimal or LogicalType.Float16 => DoubleType.Default,
            LogicalType.Uuid => StringType.Default,
            _ => BinaryType.Default,
        },
        _ => DoubleType.Default,
    };

    /// <summary>The type of the items of a list; null when they are no numbers.</summary>
    public static IArrowType? ItemTypeOf(ParquetLeaf leaf) => (leaf.Type, leaf.Element.Logical) switch
    {
        (PhysicalType.Float, _) => FloatType.Default,
        (PhysicalType.Double, _) => DoubleType.Default,
        (PhysicalType.Int32, LogicalType.Int8 or LogicalType.Int16 or LogicalType.UInt8 or LogicalType.UInt16) => FloatType.Default,
        (PhysicalType.Int32, LogicalType.None or LogicalType.Int32 or LogicalType.UInt32) => DoubleType.Default,
        (PhysicalType.Int64, LogicalType.None or LogicalType.Int64 or LogicalType.UInt64) => DoubleType.Default,
        _ => null,
    };

    /// <summary>The type of vectors.</summary>
    public static FixedSizeListType VectorOf(IArrowType item, int width) => new(new Field("item", item, nullable: false), width);

    /// <summary>How a type is called in messages about the file.</summary>
    public static string Describe(ParquetLeaf leaf)
    {
        var logical = leaf.Element.Logical is LogicalType.None or LogicalType.Other ? "" : $" ({leaf.Element.Logical})";
        return $"{(leaf.IsList ? "a list of " : "")}{leaf.Type}{logical}";
    }
}
