using Apache.Arrow;

namespace Slipway.Data;

/// <summary>One pass over the files of a <see cref="FileSource"/>. The first is opened at once, the others when their turn comes.</summary>
internal sealed class FileSourceReader : BatchReader
{
    private readonly SlipwayServices _services;
    private readonly List<SourceFile> _files;
    private readonly DataFormat _format;
    private readonly Schema _fileSchema;
    private readonly string[]? _columns;
    private BatchReader? _current;
    private int _next;

    /// <param name="services">Where stores come from.</param>
    /// <param name="files">The files.</param>
    /// <param name="format">Their format.</param>
    /// <param name="schema">All columns of the first file.</param>
    /// <param name="columns">Positions of the columns to give, ascending; null for all.</param>
    public FileSourceReader(
        SlipwayServices services, List<SourceFile> files, DataFormat format, Schema schema, IReadOnlyList<int>? columns)
    {
        _services = services;
        _files = files;
        _format = format;
        _fileSchema = schema;
        var isAll = columns is null || columns.Count == schema.FieldsList.Count;
        Schema = isAll ? schema : new Schema(columns!.Select(schema.GetFieldByIndex), schema.Metadata);
        _columns = isAll ? null : [.. Schema.FieldsList.Select(f => f.Name)];
        _current = OpenNext();
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (_current is not null)
        {
            if (_current.Read() is { } batch)
            {
                return batch;
            }

            _current.Dispose();
            _current = null;
            _current = OpenNext();
        }

        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current?.Dispose();
            _current = null;
        }

        base.Dispose(disposing);
    }

    private BatchReader? OpenNext()
    {
        if (_next == _files.Count)
        {
            return null;
        }

        var source = new SourceFileOpener(_services, _files[_next]).ToFormatSource(schemaOrigin: _files[0].Name) with { Columns = _columns };
        _next++;
        var reader = _format.Open(source, _fileSchema);
        return _columns is null ? reader : Project(reader);
    }

    // A format may give more columns than are wanted.
    private BatchReader Project(BatchReader reader)
    {
        try
        {
            var positions = Schema.FieldsList.Select(f => ColumnNames.Find(reader.Schema, f.Name)).ToArray();
            return positions.All(p => p >= 0) ? ColumnProjection.Of(reader, positions, Schema) : throw new InvalidOperationException(
                $"{_format.GetType()} opened {_files[_next - 1].Name} without the column '{Schema.FieldsList[System.Array.FindIndex(positions, p => p < 0)].Name}', "
                + "which FormatSource.Columns names.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
