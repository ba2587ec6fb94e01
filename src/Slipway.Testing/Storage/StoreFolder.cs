using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>The folder of one check.</summary>
/// <param name="check">Name of the check.</param>
/// <param name="store">The store.</param>
/// <param name="uri">The folder, with its slash.</param>
internal sealed class StoreFolder(string check, IObjectStore store, Uri uri)
{
    public string Check { get; } = check;

    public IObjectStore Store { get; } = store;

    public Uri Uri { get; } = uri;

    /// <summary>The object of a name; slashes make folders.</summary>
    public Uri At(string name) => new(Uri.AbsoluteUri + string.Join('/', name.Split('/').Select(System.Uri.EscapeDataString)));

    /// <summary>The name of an object of this folder.</summary>
    public string NameOf(Uri found) => System.Uri.UnescapeDataString(found.AbsoluteUri)[System.Uri.UnescapeDataString(Uri.AbsoluteUri).Length..];

    public async Task<ObjectInfo> WriteAsync(string name, ReadOnlyMemory<byte> content, bool ifAbsent = false)
    {
        var writer = await Store.OpenWriteAsync(At(name), ifAbsent).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.Stream.WriteAsync(content).ConfigureAwait(false);
            return await writer.CommitAsync().ConfigureAwait(false);
        }
    }

    public async Task<byte[]> ReadAsync(string name, long offset = 0, long? length = null, string? ifMatch = null)
    {
        var stream = await Store.OpenReadAsync(At(name), offset, length, ifMatch).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy).ConfigureAwait(false);
            return copy.ToArray();
        }
    }

    /// <summary>Objects of the folder, or whose names start with a prefix.</summary>
    public async Task<List<ObjectInfo>> ListAsync(string prefix = "")
    {
        var found = new List<ObjectInfo>();
        await foreach (var info in Store.ListAsync(At(prefix)).ConfigureAwait(false))
        {
            found.Add(info);
        }

        return found;
    }

    public async Task ClearAsync()
    {
        var found = await ListAsync().ConfigureAwait(false);
        await Parallel.ForEachAsync(
            found, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (info, token) => await Store.DeleteAsync(info.Uri, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Fails the check unless something holds.</summary>
    public void Require(bool kept, string finding)
    {
        if (!kept)
        {
            throw new ConformanceException(Check, finding);
        }
    }
}
