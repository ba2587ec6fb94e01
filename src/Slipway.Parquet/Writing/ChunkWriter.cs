using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Collects the rows of one column for one row group.</summary>
internal abstract class ChunkWriter
{
    private int[] _definition = new int[256];

    /// <summary>Levels so far: rows, or items of lists.</summary>
    protected int Levels { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes => (Levels / 8) + ValueBytes;

    /// <summary>Bytes of the values held.</summary>
    protected abstract long ValueBytes { get; }

    /// <summary>Adds rows.</summary>
    public abstract void Append(IArrowArray array);

    /// <summary>Writes what was collected and starts again.</summary>
    public WrittenChunk Flush(ChunkSink sink)
    {
        var (start, uncompressed) = (sink.Position, sink.UncompressedPosition);
        var dictionary = WriteDictionary(sink) ? start : (long?)null;
        var data = sink.Position;
        var encoding = WritePages(sink);
        var chunk = new WrittenChunk(
            dictionary is null ? [encoding, PageEncoding.Rle] : [PageEncoding.Plain, encoding, PageEncoding.Rle], Levels, dictionary, data,
            sink.Position - start, sink.UncompressedPosition - uncompressed, Statistics());
        Levels = 0;
        Clear();
        return chunk;
    }

    /// <summary>Adds a definition level.</summary>
    protected void AddLevel(int level)
    {
        if (Levels == _definition.Length)
        {
            System.Array.Resize(ref _definition, Levels * 2);
        }

        _definition[Levels++] = level;
    }

    /// <summary>Definition levels.</summary>
    protected ReadOnlySpan<int> Definition => _definition.AsSpan(0, Levels);

    /// <summary>Writes the dictionary, if there is one.</summary>
    protected virtual bool WriteDictionary(ChunkSink sink) => false;

    /// <summary>Writes the data pages.</summary>
    protected abstract PageEncoding WritePages(ChunkSink sink);

    /// <summary>Bounds of the values.</summary>
    protected abstract ColumnStatistics Statistics();

    /// <summary>Forgets the values.</summary>
    protected abstract void Clear();
}
