using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Collects records into batches of <see cref="BatchRows"/>. Not thread-safe.</summary>
internal sealed class RecordBatchBuilder<T>
{
    /// <summary>Rows of a batch: enough to spread the cost of a batch, few enough to stay in the cache.</summary>
    public const int BatchRows = 4096;

    private readonly IReadOnlyList<RecordProperty<T>> _properties;
    private readonly RecordColumnBuilder[] _columns;
    private readonly string _source;
    private Schema? _schema;
    private long _rows;

    public RecordBatchBuilder(IReadOnlyList<RecordProperty<T>> properties, string source)
    {
        _properties = properties;
        _columns = [.. properties.Select(p => p.CreateBuilder(source))];
        _source = source;
    }

    /// <summary>Rows since the last <see cref="Build"/>.</summary>
    public int Count { get; private set; }

    /// <summary>True when a batch is complete.</summary>
    public bool IsFull => Count == BatchRows;

    /// <summary>The columns; a vector's width is known once there was one.</summary>
    /// <exception cref="DataFormatException">There was no vector yet.</exception>
    public Schema Schema => _schema ??= new Schema(_columns.Select(c => c.Field), null);

    /// <summary>Adds a record.</summary>
    /// <exception cref="DataFormatException">The record is null, or one of its vectors has another length than those before.</exception>
    public void Append(T row)
    {
        _rows++;
        if (row is null)
        {
            throw new DataFormatException("the record is null", _source, _rows, remedy: "Leave it out.");
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            _properties[i].Append(ref row, _columns[i]);
        }

        Count++;
    }

    /// <summary>The batch of the records added since the last call.</summary>
    public RecordBatch Build()
    {
        var batch = new RecordBatch(Schema, _columns.Select(c => c.Build()), Count);
        Count = 0;
        return batch;
    }
}
