namespace Slipway.Storage;

/// <summary>
/// An object, or a range of it, read forward in parallel ranges ahead of the reader. Memory is bounded by the number of ranges in flight, which grows as the
/// reader goes on: who looks at the beginning only, does not pay for more. For one reader at a time; may be disposed from another thread.
/// </summary>
internal sealed class S3ReadStream : Stream
{
    private const int FirstWindow = 4;

    private readonly RangeReader _reader;
    private readonly int _partSize;
    private readonly int _most;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Queue<ReadPart> _parts = new();
    private long _next;   // where the next part starts
    private long _end;    // where the last part ends
    private int _window = 1;
    private int _position; // in the first part
    private volatile bool _disposed;

    private S3ReadStream(RangeReader reader, S3Options options)
    {
        _reader = reader;
        _partSize = options.PartSize;
        _most = options.ParallelRanges;
    }

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Asks for the first range, and returns when its answer begins.</summary>
    public static async Task<Stream> OpenAsync(S3Requests requests, Uri uri, long offset, long? length, string? ifMatch, CancellationToken cancellationToken)
    {
        var stream = new S3ReadStream(new RangeReader(requests, uri, ifMatch), requests.Options);
        try
        {
            await stream.StartAsync(offset, length ?? long.MaxValue, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (TryRead(buffer, out var read) is not { } awaited)
            {
                return read;
            }

            awaited.Wait(_position);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            if (TryRead(buffer.Span, out var read) is not { } awaited)
            {
                return read;
            }

            await awaited.WaitAsync(_position, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _cancellation.Cancel();
            lock (_parts)
            {
                while (_parts.TryDequeue(out var part))
                {
                    part.Fail(new ObjectDisposedException(nameof(S3ReadStream)));
                    part.Release();
                }
            }
        }

        base.Dispose(disposing);
    }

    private async Task StartAsync(long offset, long length, CancellationToken cancellationToken)
    {
        using var opening = cancellationToken.UnsafeRegister(static c => ((CancellationTokenSource)c!).Cancel(), _cancellation);
        Start(new ReadPart(offset, (int)Math.Min(_partSize, length)));
        var version = await _reader.Version.ConfigureAwait(false);
        _end = length < version.Size - offset ? offset + length : version.Size;
        _next = Math.Min(_end, offset + _partSize);
    }

    /// <returns>The part whose bytes must be awaited; null when the read is done.</returns>
    private ReadPart? TryRead(Span<byte> buffer, out int read)
    {
        lock (_parts)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            read = 0;
            while (buffer.Length > 0 && _parts.TryPeek(out var part))
            {
                read = part.Copy(_position, buffer);
                if (read > 0)
                {
                    _position += read;
                    ReadAhead(part);
                    return null;
                }

                if (!part.IsComplete)
                {
                    return part;
                }

                _parts.Dequeue().Release();
                _position = 0;
                _window = Math.Min(_most, Math.Max(FirstWindow, _window * 2));
                ReadAhead(part);
            }

            return null;
        }
    }

    private void ReadAhead(ReadPart part)
    {
        if (_window == 1 && _position >= _partSize / 4 && part.Length == _partSize)
        {
            _window = Math.Min(_most, FirstWindow);
        }

        while (_next < _end && _parts.Count < _window)
        {
            var length = (int)Math.Min(_partSize, _end - _next);
            Start(new ReadPart(_next, length));
            _next += length;
        }
    }

    private void Start(ReadPart part)
    {
        _parts.Enqueue(part);
        // On the pool from its first step: what the SDK does before it first waits must not cost the reader's thread.
        _ = Task.Run(() => _reader.FetchAsync(part, _cancellation.Token), CancellationToken.None);
    }
}
