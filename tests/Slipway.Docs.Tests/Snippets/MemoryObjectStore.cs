using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Slipway.Storage;

namespace Slipway.Docs.Tests.Snippets;

#region object-store
/// <summary>Objects in memory. Thread-safe.</summary>
public sealed class MemoryObjectStore(string scheme = "memory") : IObjectStore
{
    private readonly ConcurrentDictionary<string, (byte[] Content, ObjectInfo Info)> _objects = new(StringComparer.Ordinal);
    private long _version;

    public string Scheme => scheme;

    public async IAsyncEnumerable<ObjectInfo> ListAsync(Uri prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ValueTask.CompletedTask;
        foreach (var info in _objects.Values.Select(o => o.Info).OrderBy(i => Order(i.Uri), StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Order(info.Uri).StartsWith(Order(prefix), StringComparison.Ordinal))
            {
                yield return info;
            }
        }
    }

    public ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_objects.TryGetValue(uri.AbsoluteUri, out var found) ? found.Info : null);
    }

    public ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        cancellationToken.ThrowIfCancellationRequested();
        if (!_objects.TryGetValue(uri.AbsoluteUri, out var found))
        {
            throw new FileNotFoundException($"There is no object {uri}.", uri.ToString());
        }

        if (ifMatch is not null && ifMatch != found.Info.ETag)
        {
            throw new IOException($"{uri} has changed: its ETag is {found.Info.ETag}, expected {ifMatch}.");
        }

        if (offset > found.Content.Length)
        {
            throw new IOException($"{uri} has {found.Content.Length} bytes; a range cannot start at {offset}.");
        }

        var count = (int)Math.Min(length ?? long.MaxValue, found.Content.Length - offset);
        return new(new MemoryStream(found.Content, (int)offset, count, writable: false));
    }

    public ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new Writer(this, uri, ifAbsent));
    }

    public ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _objects.TryRemove(uri.AbsoluteUri, out _);
        return ValueTask.CompletedTask;
    }

    public async ValueTask PutAsync(Uri uri, byte[] content)
    {
        await using var writer = await OpenWriteAsync(uri);
        await writer.Stream.WriteAsync(content);
        await writer.CommitAsync();
    }

    // Names compare as UTF-8 bytes; their hexadecimal digits do so as text.
    private static string Order(Uri uri) => Convert.ToHexString(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.AbsoluteUri)));

    private ObjectInfo Publish(Uri uri, byte[] content, bool ifAbsent)
    {
        var version = Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);
        var info = new ObjectInfo(uri, content.Length, version, DateTimeOffset.UtcNow);
        if (!ifAbsent)
        {
            _objects[uri.AbsoluteUri] = (content, info);
        }
        else if (!_objects.TryAdd(uri.AbsoluteUri, (content, info)))
        {
            throw new IOException($"{uri} exists already and was to be written only if absent.");
        }

        return info;
    }

    private sealed class Writer(MemoryObjectStore store, Uri uri, bool ifAbsent) : ObjectWriter
    {
        private readonly MemoryStream _content = new();

        public override Stream Stream => _content;

        public override ValueTask<ObjectInfo> CommitAsync(CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(store.Publish(uri, _content.ToArray(), ifAbsent)); // visible whole, and not before
        }

        public override ValueTask DisposeAsync() => _content.DisposeAsync(); // without a commit: nothing happened
    }
}
#endregion
