using System.Text.Json;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>One pass over augmented manifests. Objects that lines name are fetched some lines ahead, several at once.</summary>
internal sealed class AugmentedManifestReader : BatchReader
{
    private const int LinesAhead = 16;
    private const int BatchRows = 1_024;
    private const int BatchBytes = 8 << 20;

    private readonly List<SourceFile> _files;
    private readonly ObjectAccess _objects;
    private readonly ReferenceFetcher _fetcher;
    private readonly AttributeColumn[] _columns;
    private readonly ObjectShard _shard;
    private readonly Queue<ManifestRow> _ahead = [];
    private ManifestLines? _lines;
    private SourceFile? _file;
    private int _next;
    private long _row;
    private bool _ended;

    public AugmentedManifestReader(
        SlipwayServices services, ObjectAccess objects, List<SourceFile> files, AttributeColumn[] columns, ObjectShard shard)
    {
        _objects = objects;
        _files = files;
        _columns = columns;
        _shard = shard;
        _fetcher = new ReferenceFetcher(services, objects);
        Schema = new Schema(columns.SelectMany(c => c.Fields), null);
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        var rows = 0;
        var bytes = 0L;
        while (rows < BatchRows && bytes < BatchBytes && Next() is { } row)
        {
            using (row)
            {
                bytes += Add(row);
                rows++;
            }
        }

        return rows == 0 ? null : new RecordBatch(Schema, _columns.SelectMany(c => c.Build()), rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _fetcher.Dispose();
            while (_ahead.TryDequeue(out var row))
            {
                row.Dispose();
            }

            _lines?.Dispose();
        }

        base.Dispose(disposing);
    }

    private long Add(ManifestRow row)
    {
        var bytes = 0L;
        for (var i = 0; i < _columns.Length; i++)
        {
            var content = row.Contents[i]?.GetAwaiter().GetResult();
            bytes += content?.Length ?? 64;
            try
            {
                _columns[i].Add(row.Values[i], content);
            }
            catch (FormatException e)
            {
                throw new DataFormatException(
                    "the attribute's value has another form", row.Manifest, row.Line, _columns[i].Name, row.Values[i].GetRawText(), e.Message);
            }
        }

        return bytes;
    }

    private ManifestRow? Next()
    {
        while (_ahead.Count < LinesAhead && !_ended)
        {
            if (_lines is null)
            {
                if (_next == _files.Count)
                {
                    _ended = true;
                    break;
                }

                _file = _files[_next++];
                _lines = new ManifestLines(_objects.Opener(_file).ToFormatSource(_files[0].Name));
            }

            if (!_lines.TryRead(out var line))
            {
                _lines.Dispose();
                _lines = null;
                continue;
            }

            if (_row++ % _shard.Count == _shard.Index)
            {
                _ahead.Enqueue(Start(line, _lines, _file!));
            }
            else
            {
                line.Dispose();
            }
        }

        return _ahead.TryDequeue(out var row) ? row : null;
    }

    private ManifestRow Start(JsonDocument line, ManifestLines lines, SourceFile manifest)
    {
        try
        {
            JsonElement[] values = [.. _columns.Select(c => lines.Attribute(line, c.Name))];
            return new ManifestRow(manifest.Name, lines.Number, line, values,
                [.. _columns.Select((c, i) => c is ReferenceColumn ? _fetcher.Start(manifest, lines.Number, c.Name, values[i]) : null)]);
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }
}
