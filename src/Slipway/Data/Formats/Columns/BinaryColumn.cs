using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Bytes of any length, never missing: encoded images, as a rule.</summary>
internal sealed class BinaryColumn : ColumnBuilder
{
    private readonly GrowableBuffer<int> _offsets = new(64);
    private byte[] _values = [];
    private int _length;

    public override long Bytes => _length;

    public void Append(ReadOnlySpan<byte> value)
    {
        if (_values.Length - _length < value.Length)
        {
            var room = Math.Max(_length + (long)value.Length, Math.Max(4096, 2L * _values.Length));
            System.Array.Resize(ref _values, checked((int)Math.Max(_length + (long)value.Length, Math.Min(System.Array.MaxLength, room))));
        }

        if (Count == 0)
        {
            _offsets.Add(0);
        }

        value.CopyTo(_values.AsSpan(_length));
        _length += value.Length;
        _offsets.Add(_length);
        Count++;
    }

    public override void AppendMissing() => throw new NotSupportedException("A column of bytes has a value in every row.");

    public override IArrowArray Build()
    {
        var array = new Apache.Arrow.BinaryArray(
            Apache.Arrow.Types.BinaryType.Default, Count, _offsets.Build(), new ArrowBuffer(_values.AsMemory(0, _length)), ArrowBuffer.Empty);
        _values = GC.AllocateUninitializedArray<byte>(_length);
        (_length, Count) = (0, 0);
        return array;
    }
}
