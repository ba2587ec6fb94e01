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
    private readonly CancellationTokenSource _stop = new();
    private BatchReader? _current;
    private Task? _download;
    private int _next;
    private bool _disposed;

    public FileSourceReader(ObjectAccess objects, List<SourceFile> files, string schemaOrigin, DataFormat format, Schema schema)
    {
        _objects = objects;
        _files = files;
        _schemaOrigin = schemaOrigin;
        _format = format;
        Schema = schema;
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

        var reader = _format.Open(_objects.Opener(_files[_next]).ToFormatSource(_schemaOrigin), Schema);
        _next++;
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
}
