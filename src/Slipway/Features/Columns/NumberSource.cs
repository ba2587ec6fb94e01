using System.Numerics;
using Apache.Arrow;

namespace Slipway.Features;

/// <summary>A column of numbers or booleans as doubles; missing is NaN. Doubles without nulls are not copied.</summary>
internal sealed class NumberSource(IArrowArray column) : ColumnSource
{
    private readonly bool _hasNulls = column.NullCount > 0;

    public bool IsBoolean => column is BooleanArray;

    /// <summary>Consecutive values, in <paramref name="scratch"/> unless they can be read where they are.</summary>
    public ReadOnlySpan<double> Read(int start, int count, Span<double> scratch)
    {
        if (column is DoubleArray { } doubles && !_hasNulls)
        {
            return doubles.Values.Slice(start, count);
        }

        var to = scratch[..count];
        switch (column)
        {
            case DoubleArray a: a.Values.Slice(start, count).CopyTo(to); break;
            case FloatArray a: Convert(a.Values.Slice(start, count), to); break;
            case Int64Array a: Convert(a.Values.Slice(start, count), to); break;
            case Int32Array a: Convert(a.Values.Slice(start, count), to); break;
            case Int16Array a: Convert(a.Values.Slice(start, count), to); break;
            case Int8Array a: Convert(a.Values.Slice(start, count), to); break;
            case UInt64Array a: Convert(a.Values.Slice(start, count), to); break;
            case UInt32Array a: Convert(a.Values.Slice(start, count), to); break;
            case UInt16Array a: Convert(a.Values.Slice(start, count), to); break;
            case UInt8Array a: Convert(a.Values.Slice(start, count), to); break;
            case HalfFloatArray a: Convert(a.Values.Slice(start, count), to); break;
            case NullArray: to.Fill(double.NaN); return to;
            case BooleanArray a:
                for (var i = 0; i < count; i++)
                {
                    to[i] = a.GetValue(start + i) is { } value ? (value ? 1 : 0) : double.NaN;
                }

                return to;
            default: throw new InvalidOperationException($"A column of {column.Data.DataType.Name} was taken for numbers.");
        }

        for (var i = 0; _hasNulls && i < count; i++)
        {
            to[i] = column.IsNull(start + i) ? double.NaN : to[i];
        }

        return to;
    }

    private static void Convert<T>(ReadOnlySpan<T> from, Span<double> to) where T : struct, INumberBase<T>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = double.CreateTruncating(from[i]);
        }
    }
}
