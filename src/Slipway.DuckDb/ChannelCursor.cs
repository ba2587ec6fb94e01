using System.Collections;
using Apache.Arrow;
using Apache.Arrow.Types;
using DuckDB.NET.Data;
using DuckDB.NET.Data.DataChunk.Writer;
using Slipway.Data;

namespace Slipway.DuckDb;

/// <summary>
/// A pass over a channel as DuckDB asks for it, row by row. The same object stands for every row: it is read before the next one is asked for.
/// </summary>
internal sealed class ChannelCursor : IEnumerable, IEnumerator, IDisposable
{
    private readonly string _table;
    private readonly ChannelReader _reader;
    private RecordBatch? _batch;
    private int _row = -1;

    public ChannelCursor(string table, DataChannel channel, SlipwayServices services)
    {
        _table = table;
        _reader = channel.Open(services);
        Columns = [.. _reader.Schema.FieldsList.Select(f => new ColumnInfo(f.Name, TypeOf(f)))];
    }

    /// <summary>Names and types for DuckDB.</summary>
    public IReadOnlyList<ColumnInfo> Columns { get; }

    /// <summary>What went wrong while DuckDB was asking; it knows the message only.</summary>
    public Exception? Failure { get; private set; }

    object IEnumerator.Current => this;

    public IEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        try
        {
            _row++;
            while (_batch is null || _row >= _batch.Length)
            {
                _batch?.Dispose();
                _batch = _reader.Read();
                _row = 0;
                if (_batch is null)
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
    }

    public void Reset() => throw new NotSupportedException();

    /// <summary>Writes the current row.</summary>
    public void Write(IDuckDBDataWriter[] writers, ulong index)
    {
        for (var i = 0; i < writers.Length; i++)
        {
            Write(_batch!.Column(i), _row, writers[i], index);
        }
    }

    public void Dispose()
    {
        _batch?.Dispose();
        _batch = null;
        _reader.Dispose();
    }

    private Type TypeOf(Field field) => field.DataType.TypeId switch
    {
        ArrowTypeId.Boolean => typeof(bool),
        ArrowTypeId.UInt8 => typeof(byte),
        ArrowTypeId.Int32 => typeof(int),
        ArrowTypeId.Int64 => typeof(long),
        ArrowTypeId.Float => typeof(float),
        ArrowTypeId.Double => typeof(double),
        ArrowTypeId.String => typeof(string),
        _ => throw new DataFormatException(
            $"the column of table '{_table}' has a type that cannot be a column of a query", _reader.Description, column: field.Name,
            value: field.DataType.Name, expected: "numbers, text or booleans",
            remedy: $"Leave it out: WithoutColumns(\"{field.Name}\")."),
    };

    private static void Write(IArrowArray column, int row, IDuckDBDataWriter writer, ulong index)
    {
        if (column.IsNull(row))
        {
            writer.WriteNull(index);
            return;
        }

        switch (column)
        {
            case DoubleArray { Values: var values } when double.IsNaN(values[row]): // how Slipway says that a number is missing
                writer.WriteNull(index);
                break;
            case DoubleArray doubles:
                writer.WriteValue(doubles.Values[row], index);
                break;
            case FloatArray { Values: var values } when float.IsNaN(values[row]):
                writer.WriteNull(index);
                break;
            case FloatArray floats:
                writer.WriteValue(floats.Values[row], index);
                break;
            case StringArray text:
                writer.WriteValue(text.GetString(row), index);
                break;
            case BooleanArray booleans:
                writer.WriteValue(booleans.GetValue(row)!.Value, index);
                break;
            case Int64Array longs:
                writer.WriteValue(longs.Values[row], index);
                break;
            case Int32Array ints:
                writer.WriteValue(ints.Values[row], index);
                break;
            case UInt8Array bytes:
                writer.WriteValue(bytes.Values[row], index);
                break;
        }
    }
}
