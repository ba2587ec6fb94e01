using System.Numerics;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Cells as a number type. An integer target takes only whole numbers in its range; float and double take every number, rounded to
/// nearest; NaN is missing.
/// </summary>
internal sealed class NumberCellReader(TypeCode target) : CellReader
{
    private IArrowArray? _column;

    public override void SetColumn(IArrowArray column) => _column = column;

    public override bool TryRead(int row, out object? value, out string? text)
    {
        text = null;
        value = null;
        if (ColumnCells.IsReal(_column!))
        {
            if (ColumnCells.Real(_column!, row) is not { } real)
            {
                return true;
            }

            value = Box(real);
        }
        else
        {
            if (ColumnCells.Integer(_column!, row) is not { } integer)
            {
                return true;
            }

            value = Box(integer);
        }

        text = value is null ? ColumnCells.Text(_column!, row) : null;
        return value is not null;
    }

    private object? Box<TSource>(TSource value)
        where TSource : INumber<TSource>
    {
        return target switch
        {
            TypeCode.SByte => Whole<TSource, sbyte>(value),
            TypeCode.Byte => Whole<TSource, byte>(value),
            TypeCode.Int16 => Whole<TSource, short>(value),
            TypeCode.UInt16 => Whole<TSource, ushort>(value),
            TypeCode.Int32 => Whole<TSource, int>(value),
            TypeCode.UInt32 => Whole<TSource, uint>(value),
            TypeCode.Int64 => Whole<TSource, long>(value),
            TypeCode.UInt64 => Whole<TSource, ulong>(value),
            TypeCode.Single => float.CreateTruncating(value),
            TypeCode.Double => double.CreateTruncating(value),
            _ => Math.Abs(double.CreateTruncating(value)) < (double)decimal.MaxValue ? decimal.CreateChecked(value) : null,
        };
    }

    // A saturated or truncated value is another one when it is converted back.
    private static object? Whole<TSource, TTarget>(TSource value)
        where TSource : INumber<TSource>
        where TTarget : INumber<TTarget>
    {
        var result = TTarget.CreateSaturating(value);
        return TSource.CreateSaturating(result) == value && InRange<TSource, TTarget>(value, result) ? result : null;
    }

    // 2^63 as a double saturates to 2^63 - 1, which rounds back to 2^63: compare in integers.
    private static bool InRange<TSource, TTarget>(TSource value, TTarget result)
        where TSource : INumber<TSource>
        where TTarget : INumber<TTarget> => Int128.CreateSaturating(value) == Int128.CreateSaturating(result);
}
