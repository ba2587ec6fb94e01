using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Writes a column of bytes.</summary>
/// <param name="key">Where they go.</param>
/// <param name="column">Position of the column.</param>
/// <param name="name">Its name.</param>
internal sealed class BinaryEntryWriter(RecordKey key, int column, string name) : RecordEntryWriter(key)
{
    private Apache.Arrow.BinaryArray? _values;

    public override void SetBatch(RecordBatch batch) => _values = (Apache.Arrow.BinaryArray)batch.Column(column);

    public override void Write(ProtobufWriter record, int row, long number)
    {
        if (_values!.IsNull(row))
        {
            throw Wrong(name, number, "the bytes are missing", null, "bytes in every row");
        }

        Append(record, TensorKind.Bytes, _values.GetBytes(row), default, default);
    }
}
