using System.Text;
using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>
/// The contract of <see cref="IObjectStore"/>: whole objects that appear at their commit and not before, ranges, ETags, names of any kind, listings in order, one winner among writers that
/// write only if absent, and errors of the kinds that callers catch.
/// </summary>
public sealed partial class ObjectStoreConformance : ConformanceSuite
{
    private readonly Func<IObjectStore> _create;
    private readonly Uri _folder;
    private readonly int _largeObject;
    private readonly int _listing;

    /// <summary>A suite. Its checks may run at the same time: each works in a folder of its own, and deletes what it wrote.</summary>
    /// <param name="create">Makes the store; called once for each check.</param>
    /// <param name="folder">An absolute URI that ends with <c>/</c>, below which nothing else is written.</param>
    /// <param name="largeObject">
    /// Bytes of a large object, several times what the store handles in one piece (a part, a block), so that the seams are tested. Default 20 MiB; at least 1 MiB.
    /// </param>
    /// <param name="listing">Objects of a long listing, more than a page of the store. Default 1100; at least 10.</param>
    public ObjectStoreConformance(Func<IObjectStore> create, Uri folder, int largeObject = 20 * 1024 * 1024, int listing = 1100)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(largeObject, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(listing, 10);
        if (!folder.IsAbsoluteUri || !folder.AbsoluteUri.EndsWith('/'))
        {
            throw new ArgumentException($"'{folder}' should be an absolute URI that ends with '/'.", nameof(folder));
        }

        (_create, _folder, _largeObject, _listing) = (create, folder, largeObject, listing);
        AddWriting();
        AddReading();
        AddListing();
        AddNames();
        AddConcurrency();
        AddCancellation();
    }

    private void AddInFolder(string name, Func<StoreFolder, Task> check) => AddAsync(name, async n =>
    {
        var store = _create();
        var folder = new StoreFolder(n, store, new Uri(_folder.AbsoluteUri + $"{n}-{Guid.NewGuid():N}/"));
        try
        {
            await check(folder).ConfigureAwait(false);
        }
        finally
        {
            await folder.ClearAsync().ConfigureAwait(false);
            (store as IDisposable)?.Dispose();
        }
    });

    /// <summary>Bytes that differ from seed to seed and have no period that a seam could hide in.</summary>
    private static byte[] Content(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<Exception?> ErrorOfAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static string Word(Exception? e) => e is null ? "nothing" : $"{e.GetType().Name} ({e.Message})";

    private static int CompareNames(Uri a, Uri b) =>
        Encoding.UTF8.GetBytes(Uri.UnescapeDataString(a.AbsoluteUri)).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(b.AbsoluteUri)));
}
