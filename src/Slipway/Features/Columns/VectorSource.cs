using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Features;

/// <summary>A column of fixed-size lists of numbers as float32; a missing element is NaN.</summary>
internal sealed class VectorSource : ColumnSource
{
    private readonly IArrowArray _column;
    private readonly FixedSizeListArray? _list;
    private readonly NumberSource? _items;
    private double[] _scratch = [];

    public VectorSource(IArrowArray column)
    {
        _column = column;
        _list = column as FixedSizeListArray;
        Width = _list is null ? 0 : ((FixedSizeListType)_list.Data.DataType).ListSize;
        _items = _list is null ? null : new NumberSource(_list.Values);
    }

    /// <summary>Number of values; 0 for a column of the null type.</summary>
    public int Width { get; }

    /// <summary>False when the whole vector is missing. The values may be in <paramref name="scratch"/>.</summary>
    public bool TryRead(int row, Span<float> scratch, out ReadOnlySpan<float> vector)
    {
        vector = default;
        if (_list is null || _column.IsNull(row))
        {
            return false;
        }

        var start = (_list.Offset + row) * Width;
        if (_list.Values is FloatArray floats && floats.NullCount == 0)
        {
            vector = floats.Values.Slice(start, Width);
            return true;
        }

        var to = scratch[..Width];
        if (_list.Values is UInt8Array bytes && bytes.NullCount == 0)
        {
            var from = bytes.Values.Slice(start, Width);
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = from[i];
            }
        }
        else
        {
            _scratch = _scratch.Length >= Width ? _scratch : new double[Width];
            var values = _items!.Read(start, Width, _scratch);
            for (var i = 0; i < values.Length; i++)
            {
                to[i] = (float)values[i];
            }
        }

        vector = to;
        return true;
    }
}
