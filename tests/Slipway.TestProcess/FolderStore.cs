using System.Runtime.CompilerServices;
using Slipway.Storage;

namespace Slipway.TestProcess;

/// <summary>
/// Serves <c>remote://bucket/...</c> from a local folder through the public contract only, as a store of another package would: no seeking, and as
/// slowly, unreliably or closely watched as a test wants.
/// </summary>
public sealed class FolderStore(string folder) : IObjectStore
{
    private const string Root = "remote://bucket/";
    private readonly FileObjectStore _files = new();
    private int _opened;

    /// <summary>Reads from the beginning to the end of an object so far, or of a part of it.</summary>
    public int Opened => _opened;

    /// <summary>Waits after so many bytes of each object, once, until it is told to go on.</summary>
    public (long Bytes, Action Wait)? Pause { get; init; }

    /// <summary>Bytes after which a body ends too early; null for none.</summary>
    public long? CutAfter { get; set; }

    /// <summary>A size that the store states instead of the real one.</summary>
    public long? StatedSize { get; init; }

    /// <summary>Called before an object is opened.</summary>
    public Action<Uri>? Opening { get; set; }

    public string Scheme => "remote";

    public async IAsyncEnumerable<ObjectInfo> ListAsync(Uri prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var info in _files.ListAsync(ToFile(prefix), cancellationToken))
        {
            yield return Seen(info, new Uri(Root + info.Uri.AbsoluteUri[RootUri.Length..]));
        }
    }

    public async ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default) =>
        await _files.StatAsync(ToFile(uri), cancellationToken) is { } info ? Seen(info, uri) : null;

    public async ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        Opening?.Invoke(uri);
        Interlocked.Increment(ref _opened);
        return new BodyStream(await _files.OpenReadAsync(ToFile(uri), offset, length, ifMatch, cancellationToken), this);
    }

    public ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default) =>
        _files.OpenWriteAsync(ToFile(uri), ifAbsent, cancellationToken);

    public ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default) => _files.DeleteAsync(ToFile(uri), cancellationToken);

    private string RootUri => new Uri(Path.GetFullPath(folder) + "/").AbsoluteUri;

    private Uri ToFile(Uri uri) => new(RootUri + uri.AbsoluteUri[Root.Length..]);

    private ObjectInfo Seen(ObjectInfo info, Uri uri) => info with { Uri = uri, Size = StatedSize ?? info.Size };

    private sealed class BodyStream(Stream body, FolderStore store) : Stream
    {
        private long _read;
        private bool _paused;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (store.CutAfter is { } cut)
            {
                buffer = buffer[..(int)Math.Min(buffer.Length, Math.Max(0, cut - _read))];
            }

            if (!_paused && store.Pause is { } pause)
            {
                if (_read >= pause.Bytes)
                {
                    _paused = true;
                    pause.Wait();
                }
                else
                {
                    buffer = buffer[..(int)Math.Min(buffer.Length, pause.Bytes - _read)];
                }
            }

            var read = body.Read(buffer);
            _read += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                body.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
