using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Reads cells of one column as boxed values of one .NET type. Not thread-safe.</summary>
internal abstract class CellReader
{
    /// <summary>A reader for a pair of types, or null when no value of the column can become one of the target.</summary>
    /// <param name="column">Type of the column.</param>
    /// <param name="target">Type of the property, nullable or not.</param>
    public static CellReader? Create(IArrowType column, Type target)
    {
        var type = Nullable.GetUnderlyingType(target) ?? target;
        if (type.IsEnum)
        {
            return IsText(column) ? new EnumCellReader(type) : null;
        }

        if (column is FixedSizeListType list)
        {
            return VectorCellReader.Supports(list, type) ? new VectorCellReader(type) : null;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => IsText(column) || IsNumber(column) ? new TextCellReader() : null,
            TypeCode.Boolean => IsNumber(column) ? new BooleanCellReader() : null,
            >= TypeCode.SByte and <= TypeCode.Decimal => IsNumber(column) ? new NumberCellReader(Type.GetTypeCode(type)) : null,
            _ => null,
        };
    }

    /// <summary>Goes on to the column of the next batch.</summary>
    public abstract void SetColumn(IArrowArray column);

    /// <summary>Reads a cell.</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="value">The boxed value, or null when it is missing.</param>
    /// <param name="text">When the value does not fit: how it reads.</param>
    /// <returns>False when the value does not fit the target type.</returns>
    public abstract bool TryRead(int row, out object? value, out string? text);

    private static bool IsText(IArrowType type) => type.TypeId is ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView;

    private static bool IsNumber(IArrowType type) => type.TypeId is ArrowTypeId.Boolean
        or ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64
        or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64
        or ArrowTypeId.Float or ArrowTypeId.Double;
}
