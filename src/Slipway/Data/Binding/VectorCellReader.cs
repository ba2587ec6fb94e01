using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Cells as vectors: a fresh array for each row.</summary>
internal sealed class VectorCellReader(Type target) : CellReader
{
    private FixedSizeListArray? _column;
    private int _width;

    /// <summary>Whether such a list can become such a vector: bytes only from bytes, the others from any number.</summary>
    public static bool Supports(FixedSizeListType list, Type target) => list.ValueDataType.TypeId switch
    {
        ArrowTypeId.UInt8 => target == typeof(byte[]) || IsReal(target),
        ArrowTypeId.Float or ArrowTypeId.Double => IsReal(target),
        _ => false,
    };

    public override void SetColumn(IArrowArray column)
    {
        _column = (FixedSizeListArray)column;
        _width = ((FixedSizeListType)column.Data.DataType).ListSize;
    }

    public override bool TryRead(int row, out object? value, out string? text)
    {
        text = null;
        value = _column!.IsNull(row) ? null : _column.Values switch
        {
            UInt8Array bytes => Make(Row(bytes, row)),
            FloatArray reals => Make(Row(reals, row)),
            DoubleArray reals => Make(Row(reals, row)),
            _ => throw new ArgumentException($"A vector of {_column.Values.Data.DataType.Name} cannot be read."),
        };
        return true;
    }

    private static bool IsReal(Type target) =>
        target == typeof(float[]) || target == typeof(double[]) || target == typeof(ReadOnlyMemory<float>);

    private ReadOnlySpan<TItem> Row<TItem>(PrimitiveArray<TItem> items, int row)
        where TItem : struct, IEquatable<TItem> => items.Values.Slice((_column!.Offset + row) * _width, _width);

    private object Make<TItem>(ReadOnlySpan<TItem> items)
        where TItem : unmanaged, INumber<TItem>
    {
        if (target == typeof(byte[]))
        {
            return Convert<TItem, byte>(items);
        }

        if (target == typeof(double[]))
        {
            return Convert<TItem, double>(items);
        }

        var floats = Convert<TItem, float>(items);
        return target == typeof(float[]) ? (object)floats : new ReadOnlyMemory<float>(floats);
    }

    private static TTarget[] Convert<TItem, TTarget>(ReadOnlySpan<TItem> items)
        where TItem : unmanaged, INumber<TItem>
        where TTarget : unmanaged, INumber<TTarget>
    {
        var result = new TTarget[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            result[i] = TTarget.CreateTruncating(items[i]);
        }

        return result;
    }
}
