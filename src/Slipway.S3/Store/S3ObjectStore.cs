using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Slipway.Storage;

/// <summary>
/// Objects under <c>s3://bucket/key</c>, in Amazon S3 or on another server with its protocol (Ceph, MinIO, R2, ...). Thread-safe.
/// </summary>
/// <remarks>
/// <para>Reads go in parallel ranges, all of the version that the first answer had; a cut or stalled one continues at its byte. Writes are visible at the commit, whole: by one
/// <c>PutObject</c> up to <see cref="S3Options.PartSize"/>, in parts beyond. A write only if absent is always one <c>PutObject</c> with <c>If-None-Match: *</c>, the only condition that all
/// servers decide atomically; its size is limited to 5 GiB, and what exceeds a part waits in a temporary file.</para>
/// <para>A commit that is cancelled at the moment of its last answer may have been made: the object is then there, whole.</para>
/// <para><see cref="ObjectInfo.LastModified"/> is in whole seconds; that of a commit is this machine's.</para>
/// </remarks>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly Lazy<IAmazonS3> _client;
    private readonly bool _owned;
    private readonly S3Requests _requests;

    /// <summary>Creates a store. Nothing is sent before the first request.</summary>
    /// <param name="options">How to reach the server; null means Amazon S3 with the surroundings' credentials and region.</param>
    /// <param name="client">
    /// A client of the application, which stays the application's; null for one of the store's own. Its endpoint, region, credentials and checksums hold then, and not those of the options. Give
    /// it <c>MaxErrorRetry = 0</c>: the store tries again by itself.
    /// </param>
    /// <param name="loggers">Where retries are logged (category <c>Slipway.S3</c>); null for nowhere.</param>
    /// <param name="clock">Clock of delays and time-outs; null for the system's.</param>
    /// <exception cref="ArgumentException">The options are not valid; names all problems.</exception>
    public S3ObjectStore(S3Options? options = null, IAmazonS3? client = null, ILoggerFactory? loggers = null, TimeProvider? clock = null)
        : this(client, options ?? new S3Options(), loggers, clock, static () => Random.Shared.NextDouble())
    {
    }

    /// <summary>Creates a store with its own source of jitter.</summary>
    internal S3ObjectStore(IAmazonS3? client, S3Options options, ILoggerFactory? loggers, TimeProvider? clock, Func<double> jitter)
    {
        options.Validate();
        Options = options;
        _owned = client is null;
        _client = client is null ? new Lazy<IAmazonS3>(() => S3ClientFactory.Create(options)) : new Lazy<IAmazonS3>(client);
        _requests = new S3Requests(
            () => _client.Value, options, (loggers ?? NullLoggerFactory.Instance).CreateLogger("Slipway.S3"), clock ?? TimeProvider.System, new Backoff(jitter));
    }

    /// <summary>How the store talks to its server.</summary>
    public S3Options Options { get; }

    /// <inheritdoc/>
    public string Scheme => S3Uri.Scheme;

    /// <inheritdoc/>
    /// <exception cref="FileNotFoundException">There is no such bucket.</exception>
    /// <exception cref="S3Exception">The server refuses the request, or cannot be reached.</exception>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(Uri prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (bucket, key) = S3Uri.Parse(prefix);
        string? page = null;
        do
        {
            var token = page;
            var response = await _requests.RunAsync(
                new S3Call("ListObjectsV2", prefix),
                (client, watch) => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = key, ContinuationToken = token }, watch.Token),
                cancellationToken).ConfigureAwait(false);
            foreach (var found in response.S3Objects ?? [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Describe(S3Uri.Create(bucket, found.Key), found.Size ?? 0, found.ETag, found.LastModified);
            }

            page = response.IsTruncated is true ? response.NextContinuationToken : null;
        }
        while (page is not null);
    }

    /// <inheritdoc/>
    /// <exception cref="S3Exception">The server refuses the request, or cannot be reached.</exception>
    public async ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        var (bucket, key) = ObjectName(uri);
        try
        {
            var head = await _requests.RunAsync(
                new S3Call("HeadObject", uri),
                (client, watch) => client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = key }, watch.Token),
                cancellationToken).ConfigureAwait(false);
            return Describe(uri, head.ContentLength, head.ETag, head.LastModified);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The offset or length is negative.</exception>
    /// <exception cref="FileNotFoundException">There is no such object or bucket.</exception>
    /// <exception cref="S3Exception">
    /// The object no longer has the ETag (status 412), the offset is beyond its end, the server refuses the request, or cannot be reached. Reading the stream throws the same.
    /// </exception>
    public async ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        ObjectName(uri);
        cancellationToken.ThrowIfCancellationRequested();
        // S3 has no empty ranges: a byte is asked for, so that everything that may be wrong is found, and not given.
        return length == 0
            ? await EmptyAsync(uri, offset, ifMatch, cancellationToken).ConfigureAwait(false)
            : await S3ReadStream.OpenAsync(_requests, uri, offset, length, ifMatch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The URI names no object.</exception>
    public ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default)
    {
        ObjectName(uri);
        cancellationToken.ThrowIfCancellationRequested();
        return new(new S3ObjectWriter(new UploadTarget(_requests, uri), ifAbsent));
    }

    /// <inheritdoc/>
    /// <exception cref="S3Exception">The server refuses the request, or cannot be reached.</exception>
    public async ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        var (bucket, key) = ObjectName(uri);
        try
        {
            await _requests.RunAsync(
                new S3Call("DeleteObject", uri),
                (client, watch) => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = key }, watch.Token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            // There is none, which is what was asked for.
        }
    }

    /// <summary>Closes the connections, if the client is the store's own.</summary>
    public void Dispose()
    {
        if (_owned && _client.IsValueCreated)
        {
            _client.Value.Dispose();
            (_client.Value.Config.HttpClientFactory as IDisposable)?.Dispose();
        }
    }

    private async Task<Stream> EmptyAsync(Uri uri, long offset, string? ifMatch, CancellationToken cancellationToken)
    {
        var stream = await S3ReadStream.OpenAsync(_requests, uri, offset, 1, ifMatch, cancellationToken).ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
        return new MemoryStream([], writable: false);
    }

    private static ObjectInfo Describe(Uri uri, long size, string? etag, DateTime? modified) => new(
        uri, size, ETags.Bare(etag), S3ObjectWriter.WholeSeconds(new DateTimeOffset(DateTime.SpecifyKind(modified?.ToUniversalTime() ?? DateTime.UnixEpoch, DateTimeKind.Utc))));

    private static (string Bucket, string Key) ObjectName(Uri uri)
    {
        var name = S3Uri.Parse(uri);
        return name.Key.Length > 0 ? name : throw new ArgumentException($"'{uri}' names a bucket and no object in it.", nameof(uri));
    }
}
