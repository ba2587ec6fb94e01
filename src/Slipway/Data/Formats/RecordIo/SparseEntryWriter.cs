using System.Globalization;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>Writes a sparse column: the values that are stored, their positions, and the number of columns as shape.</summary>
/// <param name="key">Where they go.</param>
/// <param name="column">Position of the column.</param>
/// <param name="name">Its name.</param>
/// <param name="width">Number of features.</param>
internal sealed class SparseEntryWriter(RecordKey key, int column, string name, int width) : RecordEntryWriter(key)
{
    private readonly ProtobufWriter _keys = new();
    private readonly byte[] _shape = Packed((ulong)width);
    private SparseSource? _rows;

    public override void SetBatch(RecordBatch batch) => _rows = new SparseSource(batch.Column(column));

    public override void Write(ProtobufWriter record, int row, long number)
    {
        ReadOnlySpan<int> indices;
        ReadOnlySpan<float> values;
        try
        {
            if (!_rows!.TryRead(row, out indices, out values))
            {
                throw Wrong(name, number, "the sparse vector is missing", null, "one in every row");
            }
        }
        catch (InvalidFeatureException e)
        {
            throw Wrong(name, number, e.Message, e.Value, "ascending indices, one for each value");
        }

        _keys.Clear();
        foreach (var index in indices)
        {
            if (index >= width)
            {
                throw Wrong(
                    name, number, "an index lies beyond the width", index.ToString(CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"below {width}"));
            }

            _keys.Append((ulong)index);
        }

        Append(record, TensorKind.Float32, MemoryMarshal.AsBytes(values), _keys.Written, _shape);
    }

    private static byte[] Packed(ulong value)
    {
        var packed = new ProtobufWriter();
        packed.Append(value);
        return packed.Written.ToArray();
    }
}
