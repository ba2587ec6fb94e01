using System.Buffers.Binary;
using System.Globalization;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Sparse vectors: keys are positions in the flattened shape, values become float32. Keys in any order, none twice.</summary>
internal sealed class SparseRecordColumn(RecordKey key, int? width, int batchRows) : RecordColumn(key)
{
    private readonly SparseColumn _column = new(batchRows);
    private int[] _keys = [];
    private float[] _values = [];

    public override long Bytes => _column.Bytes;

    /// <summary>The width that a column states, or null.</summary>
    public static int? WidthOf(Field field) =>
        field.HasMetadata && field.Metadata.TryGetValue(SparseColumn.WidthKey, out var width)
            ? int.Parse(width, CultureInfo.InvariantCulture)
            : null;

    /// <summary>The width that a record states.</summary>
    /// <exception cref="RecordIoException">It states none, or an impossible one.</exception>
    public static int WidthOf(in Tensor tensor, string column) => tensor.Size switch
    {
        null => throw new RecordIoException("the sparse vector has no shape", column, expected: "its number of columns"),
        { } size when size == 0 || size > int.MaxValue => throw new RecordIoException(
            "the sparse vector has an impossible shape", column, size.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"1 to {int.MaxValue} columns")),
        { } size => (int)size,
    };

    public override void Append(in Tensor tensor)
    {
        if (tensor.Kind == TensorKind.Bytes || !tensor.IsSparse)
        {
            throw new RecordIoException(
                "the record has another tensor than the first", Name, DenseRecordColumn.Describe(tensor), "a sparse vector");
        }

        if (tensor.Keys.Length != tensor.Count)
        {
            throw new RecordIoException(FormattableString.Invariant($"{tensor.Keys.Length} keys for {tensor.Count} values"), Name);
        }

        var stated = WidthOf(tensor, Name);
        if (width is { } known && stated > known)
        {
            throw new RecordIoException(
                "the sparse vector is wider than the first", Name, stated.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"at most {known} columns"));
        }

        AppendPairs(tensor, stated);
        _column.EndRow();
        Count++;
    }

    public override IArrowArray Build()
    {
        Count = 0;
        return _column.Build();
    }

    private void AppendPairs(in Tensor tensor, int stated)
    {
        if (_keys.Length < tensor.Count)
        {
            (_keys, _values) = (new int[tensor.Count], new float[tensor.Count]);
        }

        var keys = _keys.AsSpan(0, tensor.Count);
        var values = _values.AsSpan(0, tensor.Count);
        var ascending = true;
        for (var i = 0; i < keys.Length; i++)
        {
            var position = tensor.Keys[i];
            if (position >= (ulong)stated)
            {
                throw new RecordIoException(
                    "a key lies beyond the shape", Name, position.ToString(CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"below {stated}"));
            }

            keys[i] = (int)position;
            values[i] = Value(tensor, i);
            ascending &= i == 0 || keys[i] > keys[i - 1];
        }

        if (!ascending)
        {
            keys.Sort(values);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (!_column.TryAdd(keys[i], values[i]))
            {
                throw new RecordIoException("a key occurs twice", Name, keys[i].ToString(CultureInfo.InvariantCulture), "distinct keys");
            }
        }
    }

    private static float Value(in Tensor tensor, int index) => tensor.Kind switch
    {
        TensorKind.Float32 => BinaryPrimitives.ReadSingleLittleEndian(tensor.Values[(index * sizeof(float))..]),
        TensorKind.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(tensor.Values[(index * sizeof(double))..]),
        _ => BinaryPrimitives.ReadInt32LittleEndian(tensor.Values[(index * sizeof(int))..]),
    };
}
