using System.IO.Compression;
using Apache.Arrow;
using Slipway.Storage;

namespace Slipway.Data;

/// <summary>One file being written. Disposing it without <see cref="Commit"/> leaves nothing.</summary>
internal sealed class PartWriter : IDisposable
{
    private readonly ObjectWriter _object;
    private readonly WrittenStream _stored;
    private readonly GZipStream? _packed;
    private readonly BatchWriter _batches;

    public PartWriter(WriteTarget target, Uri uri, Schema schema, bool ifAbsent, CancellationToken cancellationToken)
    {
        // Synchronous because the writing owns its thread, as reading does (BatchReader).
        _object = target.Store.OpenWriteAsync(uri, ifAbsent, cancellationToken).AsTask().GetAwaiter().GetResult();
        try
        {
            _stored = new WrittenStream(_object.Stream);
            _packed = target.IsPacked ? new GZipStream(_stored, CompressionLevel.Optimal, leaveOpen: true) : null;
            _batches = target.Format.CreateWriter(_packed ?? (Stream)_stored, schema);
        }
        catch
        {
            _packed?.Dispose();
            _object.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    public long Rows { get; private set; }

    /// <summary>Bytes that arrived at the object so far.</summary>
    public long Bytes => _stored.Length;

    public void Write(RecordBatch batch)
    {
        _batches.Write(batch);
        Rows += batch.Length;
    }

    /// <summary>Ends the file and makes it visible.</summary>
    public WrittenFile Commit(CancellationToken cancellationToken)
    {
        _batches.Complete();
        _packed?.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        var info = _object.CommitAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
        return new WrittenFile(info.Uri, Rows, info.Size);
    }

    public void Dispose()
    {
        try
        {
            _batches.Dispose();
            _packed?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is abandoned anyway; why is known already.
        }
        finally
        {
            _object.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
