using System.Globalization;

namespace Slipway.Storage;

/// <summary>
/// Writes one object: a small one, or one that must not exist yet, by a single request at the commit; others in parts while they are written. Bounded memory.
/// </summary>
internal sealed class S3ObjectWriter : ObjectWriter
{
    private readonly UploadTarget _target;
    private readonly bool _ifAbsent;
    private readonly S3Options _options;
    private readonly S3WriteStream _stream;
    private UploadBody _current;
    private MultipartUpload? _upload;
    private long _length;
    private bool _failed;
    private bool _closed;

    public S3ObjectWriter(UploadTarget target, bool ifAbsent)
    {
        _target = target;
        _ifAbsent = ifAbsent;
        _options = target.Requests.Options;
        _current = new UploadBody(_options.PartSize, ifAbsent ? PartSizes.LargestPart : _options.PartSize, filled: false, _options.SpoolFolder);
        _stream = new S3WriteStream(this);
    }

    /// <inheritdoc/>
    public override Stream Stream => _stream;

    /// <summary>Bytes written so far.</summary>
    public long Length => _length;

    /// <summary>Takes bytes; waits while parts before them are on their way.</summary>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        while (Take(bytes.Span) is var taken && taken < bytes.Length)
        {
            bytes = bytes[taken..];
            await SendPartAsync(cancellationToken).ConfigureAwait(false);
        }

        _failed = false;
    }

    /// <summary>Takes bytes; blocks while parts before them are on their way.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Begin(CancellationToken.None);
        while (Take(bytes) is var taken && taken < bytes.Length)
        {
            bytes = bytes[taken..];
            SendPartAsync(CancellationToken.None).GetAwaiter().GetResult();
        }

        _failed = false;
    }

    /// <inheritdoc/>
    public override async ValueTask<ObjectInfo> CommitAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_failed)
        {
            throw new IOException($"{_target.Uri} cannot be committed because an earlier write of it failed. Start a new writer.");
        }

        _failed = _upload is not null; // a commit in parts is not repeated: its last part is handed over
        var etag = await SendLastAsync(cancellationToken).ConfigureAwait(false);
        _closed = true;
        Release();
        return new ObjectInfo(_target.Uri, _length, etag, WholeSeconds(_target.Requests.Clock.GetUtcNow()));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            if (_upload is not null)
            {
                await _upload.AbortAsync().ConfigureAwait(false);
            }

            Release();
        }
    }

    /// <summary>Servers keep times in whole seconds in some answers and not in others.</summary>
    internal static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private void Begin(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_failed)
        {
            throw new IOException($"{_target.Uri} cannot be written because an earlier write of it failed. Start a new writer.");
        }

        _failed = true; // until all bytes are taken
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var count = (int)Math.Min(bytes.Length, _current.Room);
        _current.Append(bytes[..count]);
        _length += count;
        return count;
    }

    private async Task SendPartAsync(CancellationToken cancellationToken)
    {
        if (_ifAbsent)
        {
            throw new S3Exception(
                $"{_target.Uri} cannot be written: an object that is written only if absent takes one request, and S3 allows {PartSizes.LargestPart / (1 << 30)} GiB for one. " +
                "Write it under another name without ifAbsent, and put its name into a small object with it.", _target.Uri, "PutObject")
            { Offset = _length };
        }

        // Not cancelled: an upload whose id is lost could not be aborted.
        _upload ??= new MultipartUpload(_target, await _target.BeginAsync(CancellationToken.None).ConfigureAwait(false));
        var number = _upload.NextNumber;
        if (number >= PartSizes.MostParts)
        {
            throw new S3Exception(
                string.Create(CultureInfo.InvariantCulture, $"{_target.Uri} cannot be written beyond {_length} bytes: S3 takes {PartSizes.MostParts} parts. Raise S3Options.PartSize."),
                _target.Uri, "UploadPart")
            { Offset = _length };
        }

        var full = _current;
        _current = new UploadBody(_options.PartSize, PartSizes.Of(_options.PartSize, number + 1), filled: true, _options.SpoolFolder);
        await _upload.AddAsync(full, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> SendLastAsync(CancellationToken cancellationToken)
    {
        if (_upload is null)
        {
            return await _target.PutAsync(_current, _ifAbsent, cancellationToken).ConfigureAwait(false);
        }

        if (_current.Length > 0)
        {
            var last = _current;
            _current = new UploadBody(1, 1, filled: false, _options.SpoolFolder);
            await _upload.AddAsync(last, cancellationToken).ConfigureAwait(false);
        }

        return await _upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Release()
    {
        _current.Dispose();
        _upload?.Dispose();
    }
}
