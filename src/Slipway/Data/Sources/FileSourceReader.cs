using Apache.Arrow;

namespace Slipway.Data;

/// <summary>One pass over the files of a <see cref="FileSource"/>. The first is opened at once, the others when their turn comes.</summary>
internal sealed class FileSourceReader : BatchReader
{
    private readonly SlipwayServices _services;
    private readonly List<SourceFile> _files;
    private readonly DataFormat _format;
    private BatchReader? _current;
    private int _next;

    public FileSourceReader(SlipwayServices services, List<SourceFile> files, DataFormat format, Schema schema)
    {
        _services = services;
        _files = files;
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

        var source = new SourceFileOpener(_services, _files[_next]).ToFormatSource(schemaOrigin: _files[0].Name);
        _next++;
        return _format.Open(source, Schema);
    }
}
