using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Doubles; missing is NaN, and no validity bitmap is kept.</summary>
internal sealed class NumberColumn(int capacity) : ColumnBuilder
{
    // Bytes, because an Arrow buffer is made of bytes. The first element of an array lies on 8 bytes.
    private byte[] _values = GC.AllocateUninitializedArray<byte>(capacity * sizeof(double));

    /// <summary>
    /// The values' memory, replaced by <see cref="Build"/>: for a reader that fills rows itself and then calls <see cref="SetCount"/>.
    /// </summary>
    public byte[] Values => _values;

    /// <summary>The value appended last.</summary>
    public double Last => Unsafe.ReadUnaligned<double>(ref _values[(Count - 1) * sizeof(double)]);

    public void Append(double value)
    {
        Unsafe.WriteUnaligned(ref _values[Count * sizeof(double)], value);
        Count++;
    }

    public override void AppendMissing() => Append(double.NaN);

    public void SetCount(int rows) => Count = rows;

    public override IArrowArray Build()
    {
        var array = new DoubleArray(new ArrowBuffer(_values.AsMemory(0, Count * sizeof(double))), ArrowBuffer.Empty, Count, 0, 0);
        _values = GC.AllocateUninitializedArray<byte>(capacity * sizeof(double));
        Count = 0;
        return array;
    }
}
