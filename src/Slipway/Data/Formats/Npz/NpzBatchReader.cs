using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Reads the arrays of an archive side by side.</summary>
internal sealed class NpzBatchReader : BatchReader
{
    private readonly NpzArrays _arrays;
    private readonly BinaryArrayReader[] _readers;

    /// <param name="arrays">Behind their headers; disposed with this.</param>
    /// <param name="source">The archive.</param>
    /// <param name="schema">The columns of the arrays, single values perhaps of another type.</param>
    public NpzBatchReader(NpzArrays arrays, FormatSource source, Schema schema)
    {
        _arrays = arrays;
        Schema = schema;
        var names = arrays.Arrays.Select(a => a.Header.Column);
        if (!names.SequenceEqual(schema.FieldsList.Select(f => f.Name), StringComparer.Ordinal))
        {
            throw source.OtherColumns(string.Join(", ", names), string.Join(", ", schema.FieldsList.Select(f => f.Name)));
        }

        var rowBytes = arrays.Arrays.Sum(a => a.Header.RowBytes);
        _readers = [.. arrays.Arrays.Select((array, i) => new BinaryArrayReader(
            array.Header,
            array.Values,
            array.Length,
            source with { Name = array.Name, BatchRows = source.RowsPerBatch(rowBytes), BatchBytes = int.MaxValue },
            new Schema([schema.GetFieldByIndex(i)], null)))];
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        var columns = new IArrowArray[_readers.Length];
        var rows = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            // All have as many rows and read as many at a time.
            if (_readers[i].Read() is not { } part)
            {
                return null;
            }

            columns[i] = part.Column(0);
            rows = part.Length;
        }

        return new RecordBatch(Schema, columns, rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _arrays.Dispose();
        }

        base.Dispose(disposing);
    }
}
