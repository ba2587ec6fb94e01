using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>What the header of a binary array file says: a table of <c>Rows x Width</c> values, row by row.</summary>
/// <param name="Column">Name of the one column.</param>
/// <param name="Element">How a value is stored.</param>
/// <param name="BigEndian">Order of its bytes.</param>
/// <param name="Rows">Number of rows, at least 1.</param>
/// <param name="Width">Values of a row, at least 1; null when a row is one value and not a vector.</param>
/// <param name="HeaderBytes">Where the values begin.</param>
internal sealed record BinaryArray(string Column, ElementType Element, bool BigEndian, long Rows, int? Width, int HeaderBytes)
{
    /// <summary>Bytes of a stored value.</summary>
    public int ElementBytes => Element switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 => 2,
        ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Bytes of a stored row.</summary>
    public long RowBytes => (long)ElementBytes * (Width ?? 1);

    /// <summary>Bytes of all values; the header reader has checked that they fit.</summary>
    public long DataBytes => checked(RowBytes * Rows);

    /// <summary>
    /// The Arrow type of the values of a vector: bytes stay bytes, what float32 holds exactly is Float, the rest is Double.
    /// </summary>
    public IArrowType ItemType => Element switch
    {
        ElementType.Bool or ElementType.UInt8 => UInt8Type.Default,
        ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.Float32 => FloatType.Default,
        _ => DoubleType.Default,
    };

    /// <summary>The Arrow type of a column of single values.</summary>
    public IArrowType ScalarType => Element switch
    {
        ElementType.Bool => BooleanType.Default,
        ElementType.UInt8 => UInt8Type.Default,
        _ => DoubleType.Default,
    };

    /// <summary>The column's field.</summary>
    public Apache.Arrow.Field Field => new(
        Column, Width is { } width ? VectorColumn.TypeFor(ItemType, width) : ScalarType, nullable: false);

    /// <summary>The columns in words, for messages.</summary>
    public string Describe() => Width is { } width ? $"vectors of {width} {ItemType.Name} values" : $"single {ScalarType.Name} values";

    /// <summary>Rows, row width and total size from dimensions that nobody has checked.</summary>
    /// <param name="dimensions">At least one.</param>
    /// <param name="elementBytes">Bytes of a value.</param>
    /// <param name="name">The file.</param>
    /// <param name="shape">The dimensions in words.</param>
    public static (long Rows, int? Width) Check(ReadOnlySpan<long> dimensions, int elementBytes, string name, string shape)
    {
        var total = (UInt128)elementBytes;
        UInt128 width = 1;
        for (var i = 0; i < dimensions.Length; i++)
        {
            total *= (ulong)dimensions[i];
            width *= i > 0 ? (ulong)dimensions[i] : 1;
            if (dimensions[i] <= 0)
            {
                throw new DataFormatException(
                    "the array is empty", name, value: shape, expected: "dimensions of at least 1", remedy: "Check what wrote the file.");
            }

            if (total > long.MaxValue || width * (UInt128)Math.Max(8, elementBytes) > 1U << 30)
            {
                throw new DataFormatException(
                    "the array is impossibly large", name, value: shape, expected: "rows of at most 1 GiB and a total below 2^63 bytes",
                    remedy: "The header is damaged, or the file is something else.");
            }
        }

        return (dimensions[0], dimensions.Length > 1 ? (int)width : null);
    }
}
