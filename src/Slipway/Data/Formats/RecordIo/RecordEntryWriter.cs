using System.Text;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Writes one entry of a record's maps.</summary>
internal abstract class RecordEntryWriter(RecordKey key)
{
    private const int TensorValues = 1;
    private const int TensorKeys = 2;
    private const int TensorShape = 3;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key.Name);

    /// <summary>Takes the columns of the rows to come.</summary>
    public abstract void SetBatch(RecordBatch batch);

    /// <summary>Appends the entry of a row.</summary>
    /// <param name="record">The record so far.</param>
    /// <param name="row">Row of the batch.</param>
    /// <param name="number">1-based row of the file, for messages.</param>
    /// <exception cref="DataFormatException">The value cannot be written.</exception>
    public abstract void Write(ProtobufWriter record, int row, long number);

    /// <summary>Appends the entry with these (already packed) contents.</summary>
    protected void Append(ProtobufWriter record, TensorKind kind, ReadOnlySpan<byte> values, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> shape)
    {
        var tensor = OptionalSize(values, kind) + OptionalSize(keys) + OptionalSize(shape);
        var value = ProtobufWriter.FieldSize(tensor);
        record.Begin(key.IsLabel ? 2 : 1, checked(ProtobufWriter.FieldSize(_key.Length) + ProtobufWriter.FieldSize(value)));
        record.Begin(1, _key.Length);
        record.Append(_key);
        record.Begin(2, value);
        record.Begin((int)kind, tensor);
        if (!values.IsEmpty || kind == TensorKind.Bytes)
        {
            record.Begin(TensorValues, values.Length);
            record.Append(values);
        }

        AppendOptional(record, TensorKeys, keys);
        AppendOptional(record, TensorShape, shape);
    }

    /// <summary>The error for a value that cannot be written.</summary>
    protected static DataFormatException Wrong(string column, long number, string problem, string? value, string expected) => new(
        problem, null, number, column, value, expected, "Change the value before it is written, or leave the column out.");

    private static int OptionalSize(ReadOnlySpan<byte> packed, TensorKind kind = default) =>
        packed.IsEmpty && kind != TensorKind.Bytes ? 0 : ProtobufWriter.FieldSize(packed.Length);

    private static void AppendOptional(ProtobufWriter record, int field, ReadOnlySpan<byte> packed)
    {
        if (!packed.IsEmpty)
        {
            record.Begin(field, packed.Length);
            record.Append(packed);
        }
    }
}
