using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// One pass over the files of a <see cref="FileSource"/>. The first is opened at once, the others when their turn comes; where files are downloaded, the
/// next one comes while one is being read.
/// </summary>
internal sealed class FileSourceReader : BatchReader
{
    private readonly ObjectAccess _objects;
    private readonly List<SourceFile> _files;
    private readonly string _schemaOrigin;
    private readonly DataFormat _format;
    private readonly Schema _fileSchema;
    private readonly string[]? _columns;
    private readonly CancellationTokenSource _stop;
    private BatchReader? _current;
    private Task? _download;
    private int _next;
    private bool _disposed;

    /// <param name="objects">How objects are read.</param>
    /// <param name="files">The files.</param>
    /// <param name="schemaOrigin">Name of the file that gave the columns.</param>
    /// <param name="format">Their format.</param>
    /// <param name="schema">All columns of that file.</param>
    /// <param name="columns">Positions of the columns to give, ascending; null for all.</param>
    /// <param name="stop">Ends waiting for a file to open.</param>
    public FileSourceReader(
        ObjectAccess objects, List<SourceFile> files, string schemaOrigin, DataFormat format, Schema schema, int[]? columns, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _objects = objects;
        _files = files;
        _schemaOrigin = schemaOrigin;
        _format = format;
        _fileSchema = schema;
        var isAll = columns is null || columns.Length == schema.FieldsList.Count;
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
        if (disposing && !_disposed)
        {
            _disposed = true;
            _current?.Dispose();
            _current = null;
            _stop.Cancel();
            EndDownload();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private BatchReader? OpenNext()
    {
        EndDownload();
        if (_next == _files.Count)
        {
            return null;
        }

        var source = _objects.Opener(_files[_next]).ToFormatSource(_schemaOrigin, _stop.Token) with { Columns = _columns };
        _next++;
        var reader = _format.Open(source, _fileSchema);
        reader = _columns is null ? reader : Project(reader);
        if (_next < _files.Count && _objects.IsCached(_files[_next]))
        {
            var opener = _objects.Opener(_files[_next]);
            _download = Task.Factory.StartNew(() => opener.Download(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        return reader;
    }

    // What went wrong in a download shows again, to the reader itself, when the file's turn comes.
    private void EndDownload()
    {
        _download?.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Wait();
        _download = null;
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
