using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>A column of equally long vectors (<c>fixed_size_list</c>). The first vector decides the width.</summary>
internal sealed class VectorColumnBuilder<TItem>(string name, string source) : RecordColumnBuilder(name)
    where TItem : unmanaged, INumber<TItem>
{
    private ValueBuffer<TItem> _values;
    private int _width = -1;
    private int _pendingNulls;

    public override IArrowType Type => _width >= 0
        ? new FixedSizeListType(new Field("item", ArrowNumbers.TypeOf<TItem>(), false), _width)
        : throw new DataFormatException(
            $"the width of this vector is unknown, because it is null in all of the first {NextRow - 1} rows", source, column: Name,
            remedy: "Put a row with a vector first, or leave the property out by projecting the rows (rows.Select(r => new { ... })).");

    public void Append(ReadOnlySpan<TItem> values)
    {
        if (values.IsEmpty)
        {
            throw new DataFormatException(
                "the vector is empty", source, NextRow, Name, expected: _width > 0 ? $"{_width} values as in the rows before" : null,
                remedy: "Use null for a missing vector.");
        }

        if (_width < 0)
        {
            _width = values.Length;
            _values.Extend(checked(_pendingNulls * _width)).Clear();
        }
        else if (values.Length != _width)
        {
            throw new DataFormatException(
                $"the vector has {values.Length} values", source, NextRow, Name, expected: $"{_width} as in the rows before",
                remedy: "Pad or cut the vectors to one length.");
        }

        values.CopyTo(_values.Extend(_width));
        Advance(true);
    }

    public void AppendNull()
    {
        if (_width < 0)
        {
            _pendingNulls++;
        }
        else
        {
            _values.Extend(_width).Clear();
        }

        Advance(false);
    }

    protected override IArrowArray Build(ArrowBuffer validity, int nulls)
    {
        var type = Type;
        var items = new ArrayData(ArrowNumbers.TypeOf<TItem>(), Count * _width, 0, 0, [ArrowBuffer.Empty, _values.Take()]);
        return new FixedSizeListArray(new ArrayData(type, Count, nulls, 0, [validity], [items]));
    }
}
