using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Vectors of a fixed number of float32 values; missing is null (its values are NaN).</summary>
internal sealed class VectorColumn(int width, int capacity) : ColumnBuilder
{
    private readonly Validity _validity = new(capacity);
    private byte[] _values = GC.AllocateUninitializedArray<byte>(Math.Clamp(16384 / width, 1, capacity) * width * sizeof(float));
    private int _length;

    /// <summary>Values of a vector.</summary>
    public int Width => width;

    public override long Bytes => _length;

    /// <summary>The Arrow type of a column of vectors.</summary>
    /// <param name="item">Type of the values.</param>
    /// <param name="width">Their number.</param>
    public static FixedSizeListType TypeFor(IArrowType item, int width) => new(new Field("item", item, nullable: false), width);

    public void Append(ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, width);
        MemoryMarshal.AsBytes(vector).CopyTo(Reserve());
        _validity.Append(Count++, true);
    }

    public override void AppendMissing()
    {
        MemoryMarshal.Cast<byte, float>(Reserve()).Fill(float.NaN);
        _validity.Append(Count++, false);
    }

    public override IArrowArray Build()
    {
        var validity = _validity.Build(Count, out var missing);
        var items = new FloatArray(new ArrowBuffer(_values.AsMemory(0, _length)), ArrowBuffer.Empty, Count * width, 0, 0);
        var array = new FixedSizeListArray(TypeFor(FloatType.Default, width), Count, items, validity, missing, 0);
        _values = GC.AllocateUninitializedArray<byte>(_values.Length);
        _length = 0;
        Count = 0;
        return array;
    }

    private Span<byte> Reserve()
    {
        var size = width * sizeof(float);
        if (_values.Length - _length < size)
        {
            var doubled = Math.Min(_values.Length * 2L, System.Array.MaxLength);
            System.Array.Resize(ref _values, checked((int)Math.Max(doubled, (long)_length + size)));
        }

        var room = _values.AsSpan(_length, size);
        _length += size;
        return room;
    }
}
