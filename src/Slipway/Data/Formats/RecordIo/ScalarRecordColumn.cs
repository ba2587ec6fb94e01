using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>One number a record: a label, as a rule.</summary>
internal sealed class ScalarRecordColumn(RecordKey key, IArrowType type, int batchRows) : RecordColumn(key)
{
    private readonly ColumnBuilder _column = ColumnBuilder.For(ColumnBuilder.TypeOf(type), batchRows);

    public override long Bytes => _column.Bytes + ((long)Count * sizeof(double));

    public override void Append(in Tensor tensor)
    {
        if (tensor.Kind == TensorKind.Bytes || tensor.IsSparse || tensor.Count != 1)
        {
            throw new RecordIoException(
                "the record has another tensor than the first", Name, DenseRecordColumn.Describe(tensor), "one number");
        }

        var value = tensor.Kind switch
        {
            TensorKind.Float32 => BinaryPrimitives.ReadSingleLittleEndian(tensor.Values),
            TensorKind.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(tensor.Values),
            _ => BinaryPrimitives.ReadInt32LittleEndian(tensor.Values),
        };
        if (_column is NumberColumn numbers)
        {
            numbers.Append(value);
        }
        else
        {
            AppendAs(value, tensor.Kind);
        }

        Count++;
    }

    public override IArrowArray Build()
    {
        Count = 0;
        return _column.Build();
    }

    // As the type that the caller asked for: class numbers as text, identifiers as integers.
    private void AppendAs(double value, TensorKind kind)
    {
        var text = kind == TensorKind.Float32
            ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
        if (double.IsNaN(value))
        {
            _column.AppendMissing();
        }
        else if (!CellText.TryAppend(_column, Encoding.UTF8.GetBytes(text)))
        {
            throw new RecordIoException($"the value is not {CellText.Expected(_column)}", Name, text, CellText.Expected(_column));
        }
    }
}
