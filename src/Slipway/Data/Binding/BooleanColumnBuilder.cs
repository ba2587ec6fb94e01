using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>A column of booleans, one bit each.</summary>
internal sealed class BooleanColumnBuilder(string name) : RecordColumnBuilder(name)
{
    private ValueBuffer<byte> _bits;

    public override IArrowType Type => BooleanType.Default;

    public void Append(bool? value)
    {
        if ((Count & 7) == 0)
        {
            _bits.Add(0);
        }

        if (value is true)
        {
            _bits.Last |= (byte)(1 << (Count & 7));
        }

        Advance(value is not null);
    }

    protected override IArrowArray Build(ArrowBuffer validity, int nulls) =>
        new BooleanArray(new ArrayData(Type, Count, nulls, 0, [validity, _bits.Take()]));
}
