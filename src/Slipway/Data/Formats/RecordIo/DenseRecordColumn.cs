using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Vectors of one width, copied as they are.</summary>
internal sealed class DenseRecordColumn(RecordKey key, FixedSizeListType type, TensorKind kind) : RecordColumn(key)
{
    private const int FirstBytes = 64 * 1024;

    private readonly int _rowBytes = type.ListSize * (kind == TensorKind.Float64 ? sizeof(double) : sizeof(float));
    private byte[] _values = [];
    private int _length;

    public override long Bytes => _length;

    /// <summary>Refuses a dense tensor whose shape is another than its number of values.</summary>
    /// <exception cref="RecordIoException">It is one.</exception>
    public static void Check(in Tensor tensor, string column)
    {
        if (tensor.Count == 0 || (tensor.Size is { } size && size != (UInt128)tensor.Count))
        {
            throw new RecordIoException(
                "the vector has another number of values than its shape says", column, Values(tensor.Count),
                tensor.Size is { } stated && stated > 0 ? stated.ToString(CultureInfo.InvariantCulture) : "at least one");
        }
    }

    public override void Append(in Tensor tensor)
    {
        if (tensor.Kind != kind || tensor.Values.Length != _rowBytes || tensor.IsSparse)
        {
            throw new RecordIoException(
                "the record has another tensor than the first", Name, Describe(tensor), $"{Values(type.ListSize)} of {kind}");
        }

        if (tensor.Size is not null)
        {
            Check(tensor, Name);
        }

        if (_values.Length - _length < _rowBytes)
        {
            var room = Math.Max(_length + (long)_rowBytes, Math.Max(FirstBytes, 2L * _values.Length));
            System.Array.Resize(ref _values, (int)Math.Min(System.Array.MaxLength, room));
        }

        tensor.Values.CopyTo(_values.AsSpan(_length));
        _length += _rowBytes;
        Count++;
    }

    public override IArrowArray Build()
    {
        var buffer = new ArrowBuffer(_values.AsMemory(0, _length));
        var items = new ArrayData(type.ValueDataType, Count * type.ListSize, 0, 0, [ArrowBuffer.Empty, buffer]);
        var array = new FixedSizeListArray(new ArrayData(type, Count, 0, 0, [ArrowBuffer.Empty], [items]));
        _values = GC.AllocateUninitializedArray<byte>(_length);
        (_length, Count) = (0, 0);
        return array;
    }

    /// <summary>A tensor in words.</summary>
    internal static string Describe(in Tensor tensor) => tensor.Kind == TensorKind.Bytes
        ? string.Create(CultureInfo.InvariantCulture, $"{tensor.Count} bytes")
        : $"{(tensor.IsSparse ? "sparse, " : "")}{Values(tensor.Count)} of {tensor.Kind}";

    private static string Values(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} values");
}
