using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>A column of numbers in their own Arrow type; decimal becomes float64, which Arrow can hold without a fixed scale.</summary>
internal sealed class NumberColumnBuilder<TValue>(string name) : RecordColumnBuilder(name)
    where TValue : unmanaged, INumber<TValue>
{
    private ValueBuffer<TValue> _values;
    private ValueBuffer<double> _decimals;

    public override IArrowType Type { get; } = ArrowNumbers.TypeOf<TValue>();

    public void Append(TValue value)
    {
        Add(value);
        Advance(true);
    }

    public void AppendNull()
    {
        Add(TValue.Zero);
        Advance(false);
    }

    protected override IArrowArray Build(ArrowBuffer validity, int nulls)
    {
        var count = Count;
        var values = typeof(TValue) == typeof(decimal) ? _decimals.Take() : _values.Take();
        return ArrowArrayFactory.BuildArray(new ArrayData(Type, count, nulls, 0, [validity, values]));
    }

    private void Add(TValue value)
    {
        if (typeof(TValue) == typeof(decimal))
        {
            _decimals.Add(double.CreateTruncating(value));
        }
        else
        {
            _values.Add(value);
        }
    }
}
