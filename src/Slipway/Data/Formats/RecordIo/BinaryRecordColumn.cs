using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Bytes as they are: an encoded image, as a rule.</summary>
internal sealed class BinaryRecordColumn(RecordKey key) : RecordColumn(key)
{
    private readonly BinaryColumn _column = new();

    public override long Bytes => _column.Bytes;

    public override void Append(in Tensor tensor)
    {
        if (tensor.Kind != TensorKind.Bytes)
        {
            throw new RecordIoException("the record has another tensor than the first", Name, DenseRecordColumn.Describe(tensor), "bytes");
        }

        _column.Append(tensor.Values);
        Count++;
    }

    public override IArrowArray Build()
    {
        Count = 0;
        return _column.Build();
    }
}
