using Apache.Arrow;

namespace Slipway.Data;

/// <summary>True or false; missing is null.</summary>
internal sealed class BooleanColumn(int capacity) : ColumnBuilder
{
    private readonly Validity _validity = new(capacity);
    private byte[] _bits = new byte[(capacity + 7) / 8];

    public void Append(bool value)
    {
        if (value)
        {
            _bits[Count / 8] |= (byte)(1 << (Count % 8));
        }

        _validity.Append(Count++, true);
    }

    public override void AppendMissing() => _validity.Append(Count++, false);

    public override IArrowArray Build()
    {
        var validity = _validity.Build(Count, out var missing);
        var array = new BooleanArray(new ArrowBuffer(_bits.AsMemory(0, (Count + 7) / 8)), validity, Count, missing, 0);
        _bits = new byte[_bits.Length];
        Count = 0;
        return array;
    }
}
