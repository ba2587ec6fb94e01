using System.Globalization;
using System.Runtime.CompilerServices;
using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>
/// Objects in the memory of this process, under a scheme of your choice. Thread-safe, and true to the whole contract of <see cref="IObjectStore"/>:
/// what works with it works with a bucket. Hooks before and after each call let a test delay it, fail it, or lose its answer.
/// </summary>
/// <param name="scheme">The URI scheme that it serves, in lower case without <c>:</c>.</param>
/// <param name="clock">Gives <see cref="ObjectInfo.LastModified"/>; null means the system's clock.</param>
/// <exception cref="ArgumentException">The scheme is not a legal one, or not in lower case.</exception>
public sealed class InMemoryObjectStore(string scheme = "memory", TimeProvider? clock = null) : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _version;

    /// <inheritdoc/>
    public string Scheme { get; } = Checked(scheme);

    /// <summary>
    /// Runs before each call does anything: throw (an <see cref="IOException"/>, as a store does that cannot be reached) and the call has no effect.
    /// Default: nothing. May be called from several threads at once.
    /// </summary>
    public Func<ObjectStoreCall, CancellationToken, ValueTask>? Before { get; set; }

    /// <summary>
    /// Runs when a call has had its effect, before the caller learns of it: throw and the caller does not know that an object was written or deleted,
    /// as when the answer of a server is lost. Default: nothing. May be called from several threads at once.
    /// </summary>
    public Func<ObjectStoreCall, CancellationToken, ValueTask>? After { get; set; }

    /// <summary>Number of objects.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _objects.Count;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(Uri prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var start = Key(prefix);
        var call = new ObjectStoreCall(ObjectStoreOperation.List, prefix);
        await RunAsync(Before, call, cancellationToken).ConfigureAwait(false);
        List<ObjectInfo> found;
        lock (_gate)
        {
            found = [.. _objects.Where(o => o.Key.StartsWith(start, StringComparison.Ordinal)).Select(o => o.Value.Info)];
        }

        await RunAsync(After, call, cancellationToken).ConfigureAwait(false);
        foreach (var info in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return info;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        var key = Key(uri);
        var call = new ObjectStoreCall(ObjectStoreOperation.Stat, uri);
        await RunAsync(Before, call, cancellationToken).ConfigureAwait(false);
        var info = Find(key)?.Info;
        await RunAsync(After, call, cancellationToken).ConfigureAwait(false);
        return info;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The offset or length is negative.</exception>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="IOException">The offset is beyond the end, or the object no longer has the ETag.</exception>
    public async ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        var key = Key(uri);
        var call = new ObjectStoreCall(ObjectStoreOperation.OpenRead, uri);
        await RunAsync(Before, call, cancellationToken).ConfigureAwait(false);
        var found = Find(key) ?? throw new FileNotFoundException($"There is no object {uri}.", uri.AbsoluteUri);
        if (ifMatch is not null && ifMatch != found.Info.ETag)
        {
            throw new IOException($"{uri} has changed: its ETag is {found.Info.ETag}, expected {ifMatch}. Stat it again and read the new version.");
        }

        if (offset > found.Content.Length)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{uri} has {found.Content.Length} bytes; a range cannot start at {offset}."));
        }

        await RunAsync(After, call, cancellationToken).ConfigureAwait(false);
        return new MemoryStream(found.Content, (int)offset, (int)Math.Min(length ?? long.MaxValue, found.Content.Length - offset), writable: false);
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default)
    {
        _ = Key(uri);
        var call = new ObjectStoreCall(ObjectStoreOperation.OpenWrite, uri);
        await RunAsync(Before, call, cancellationToken).ConfigureAwait(false);
        await RunAsync(After, call, cancellationToken).ConfigureAwait(false);
        return new InMemoryObjectWriter(this, uri, ifAbsent);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        var key = Key(uri);
        var call = new ObjectStoreCall(ObjectStoreOperation.Delete, uri);
        await RunAsync(Before, call, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _objects.Remove(key);
        }

        await RunAsync(After, call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The commit of a writer: one step, in which at most one of several writers of an absent object wins.</summary>
    internal async ValueTask<ObjectInfo> PublishAsync(Uri uri, byte[] content, bool ifAbsent, CancellationToken cancellationToken)
    {
        var call = new ObjectStoreCall(ObjectStoreOperation.Commit, uri);
        await RunAsync(Before, call, cancellationToken).ConfigureAwait(false);
        ObjectInfo info;
        lock (_gate)
        {
            var key = Key(uri);
            if (ifAbsent && _objects.ContainsKey(key))
            {
                throw new IOException($"{uri} exists already and was to be written only if absent.");
            }

            info = new ObjectInfo(uri, content.Length, (++_version).ToString("x", CultureInfo.InvariantCulture), _clock.GetUtcNow());
            _objects[key] = new StoredObject(content, info);
        }

        await RunAsync(After, call, cancellationToken).ConfigureAwait(false);
        return info;
    }

    private static async ValueTask RunAsync(
        Func<ObjectStoreCall, CancellationToken, ValueTask>? hook, ObjectStoreCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (hook is not null)
        {
            await hook(call, cancellationToken).ConfigureAwait(false);
        }
    }

    private StoredObject? Find(string key)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    private string Key(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri.IsAbsoluteUri && uri.Scheme == Scheme
            ? uri.AbsoluteUri
            : throw new ArgumentException($"'{uri}' is not an absolute {Scheme}:// URI.", nameof(uri));
    }

    private static string Checked(string scheme)
    {
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        return Uri.CheckSchemeName(scheme) && !scheme.Any(char.IsAsciiLetterUpper)
            ? scheme
            : throw new ArgumentException($"'{scheme}' is not a URI scheme in lower case, e.g. 'memory'.", nameof(scheme));
    }

    private sealed record StoredObject(byte[] Content, ObjectInfo Info);
}
