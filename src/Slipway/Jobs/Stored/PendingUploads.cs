using System.Buffers;
using System.Text;

namespace Slipway.Jobs;

/// <summary>What a job has written and its store does not have yet. Thread-safe; given by the job's thread, taken by the uploading one.</summary>
internal sealed class PendingUploads
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]?> _objects = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly ArrayBufferWriter<byte> _metrics = new();
    private readonly ArrayBufferWriter<byte> _log = new();
    private string? _checkpoint;

    /// <summary>Adds a line.</summary>
    /// <returns>Bytes that wait now.</returns>
    public long AddMetric(string line) => Add(_metrics, line);

    /// <inheritdoc cref="AddMetric"/>
    public long AddLog(string line) => Add(_log, line);

    /// <summary>An object of the directory, or null content for its deletion; replaces what waits under the same name.</summary>
    public void AddObject(string path, byte[]? content)
    {
        lock (_gate)
        {
            _order.Remove(path);
            _order.Add(path);
            _objects[path] = content;
        }
    }

    /// <summary>A checkpoint; one that still waits is passed over, since the newer one is better.</summary>
    public void AddCheckpoint(string file)
    {
        lock (_gate)
        {
            _checkpoint = file;
        }
    }

    public Batch Take(bool withCheckpoint)
    {
        lock (_gate)
        {
            var objects = _order.Select(path => (path, _objects[path])).ToList();
            var batch = new Batch(TakeLines(_metrics), TakeLines(_log), objects, withCheckpoint ? _checkpoint : null);
            _order.Clear();
            _objects.Clear();
            _checkpoint = withCheckpoint ? null : _checkpoint;
            return batch;
        }
    }

    private long Add(ArrayBufferWriter<byte> lines, string line)
    {
        lock (_gate)
        {
            lines.Write(Encoding.UTF8.GetBytes(line + "\n"));
            return lines.WrittenCount;
        }
    }

    private static byte[] TakeLines(ArrayBufferWriter<byte> lines)
    {
        var taken = lines.WrittenSpan.ToArray();
        lines.ResetWrittenCount();
        return taken;
    }

    /// <param name="Metrics">Lines.</param>
    /// <param name="Log">Lines.</param>
    /// <param name="Objects">In the order in which they were written last; null content for a deletion.</param>
    /// <param name="Checkpoint">Path of the newest, or null.</param>
    internal sealed record Batch(byte[] Metrics, byte[] Log, IReadOnlyList<(string Path, byte[]? Content)> Objects, string? Checkpoint);
}
