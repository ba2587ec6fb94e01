using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>64-bit integers; missing is null.</summary>
internal sealed class IntegerColumn(int capacity) : ColumnBuilder
{
    private readonly Validity _validity = new(capacity);
    private byte[] _values = GC.AllocateUninitializedArray<byte>(capacity * sizeof(long));

    public void Append(long value) => Append(value, true);

    public override void AppendMissing() => Append(0, false);

    public override IArrowArray Build()
    {
        var validity = _validity.Build(Count, out var missing);
        var array = new Int64Array(new ArrowBuffer(_values.AsMemory(0, Count * sizeof(long))), validity, Count, missing, 0);
        _values = GC.AllocateUninitializedArray<byte>(capacity * sizeof(long));
        Count = 0;
        return array;
    }

    private void Append(long value, bool hasValue)
    {
        Unsafe.WriteUnaligned(ref _values[Count * sizeof(long)], value);
        _validity.Append(Count, hasValue);
        Count++;
    }
}
