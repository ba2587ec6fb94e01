using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Turns records into batches. The first batch is built when the pass starts, because only a first vector tells the width of its column.
/// </summary>
internal sealed class RecordBatchReader<T> : BatchReader
{
    private readonly IEnumerator<T> _rows;
    private readonly RecordBatchBuilder<T> _builder;
    private RecordBatch? _first;

    private RecordBatchReader(IEnumerator<T> rows, RecordBatchBuilder<T> builder, RecordBatch first)
    {
        _rows = rows;
        _builder = builder;
        _first = first;
        Schema = first.Schema;
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <summary>Starts a pass.</summary>
    /// <param name="rows">The records; owned by the reader.</param>
    /// <param name="columns">The properties to read.</param>
    /// <param name="source">What the rows come from, for messages.</param>
    /// <exception cref="DataFormatException">There are no rows, or the first ones are malformed.</exception>
    public static RecordBatchReader<T> Open(IEnumerator<T> rows, IReadOnlyList<RecordProperty<T>> columns, string source)
    {
        try
        {
            var builder = new RecordBatchBuilder<T>(columns, source);
            return Fill(rows, builder)
                ? new RecordBatchReader<T>(rows, builder, builder.Build())
                : throw new DataFormatException("there are no rows", source, expected: "at least one record");
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        if (_first is { } first)
        {
            _first = null;
            return first;
        }

        return Fill(_rows, _builder) ? _builder.Build() : null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _first?.Dispose();
            _first = null;
            _rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool Fill(IEnumerator<T> rows, RecordBatchBuilder<T> builder)
    {
        while (!builder.IsFull && rows.MoveNext())
        {
            builder.Append(rows.Current);
        }

        return builder.Count > 0;
    }
}
