using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Turns records into batches. The first batch is built when the pass starts, because only a first vector tells the width of its column.
/// </summary>
internal sealed class RecordBatchReader<T> : BatchReader
{
    private readonly IEnumerator<T> _rows;
    private readonly RecordBatchBuilder<T> _builder;
    private readonly BatchReader? _input;
    private RecordBatch? _first;

    private RecordBatchReader(IEnumerator<T> rows, RecordBatchBuilder<T> builder, BatchReader? input, string source)
    {
        _rows = rows;
        _builder = builder;
        _input = input;
        _first = Fill(rows, builder) ? builder.Build() : null;
        if (_first is null && input is null)
        {
            throw new DataFormatException("there are no rows", source, expected: "at least one record");
        }

        Schema = builder.Schema;
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <summary>Starts a pass.</summary>
    /// <param name="rows">The records; owned by the reader.</param>
    /// <param name="columns">The properties to read.</param>
    /// <param name="source">What the rows come from, for messages.</param>
    /// <param name="input">
    /// What the records are made of: disposed with the reader (not when opening fails), and allowed to have no rows. Null when the records
    /// are the source.
    /// </param>
    /// <exception cref="DataFormatException">A source has no rows, or the first ones are malformed.</exception>
    public static RecordBatchReader<T> Open(
        IEnumerator<T> rows, IReadOnlyList<RecordProperty<T>> columns, string source, BatchReader? input = null)
    {
        try
        {
            return new RecordBatchReader<T>(rows, new RecordBatchBuilder<T>(columns, source), input, source);
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
            _input?.Dispose();
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
