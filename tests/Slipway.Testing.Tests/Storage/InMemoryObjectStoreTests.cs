using System.Text;
using Slipway.Storage;

namespace Slipway.Testing.Tests.Storage;

public sealed class InMemoryObjectStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenWriteAsync_GivenCommitOrNot_ShowsTheObjectWholeOrNotAtAll()
    {
        // given two writers
        var store = new InMemoryObjectStore();
        var uri = new Uri("memory://box/a");
        await using (var lost = await store.OpenWriteAsync(uri, cancellationToken: Token))
        {
            await lost.Stream.WriteAsync("lost"u8.ToArray(), Token);
            Assert.Null(await store.StatAsync(uri, Token));
        }

        await using var kept = await store.OpenWriteAsync(uri, cancellationToken: Token);
        await kept.Stream.WriteAsync("kept"u8.ToArray(), Token);

        // when
        var before = await store.StatAsync(uri, Token);
        var info = await kept.CommitAsync(Token);

        // then
        Assert.Null(before);
        Assert.Equal(info, await store.StatAsync(uri, Token));
        Assert.Equal("kept", await TextAsync(store, uri));
        Assert.Equal("ep", await TextAsync(store, uri, 1, 2, info.ETag));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kept.CommitAsync(Token).AsTask());
    }

    [Fact]
    public async Task OpenReadAsync_GivenWhatIsNotThere_SaysWhy()
    {
        // given
        var store = new InMemoryObjectStore();
        var uri = new Uri("memory://box/a");
        var old = await PutAsync(store, uri, "old");
        await PutAsync(store, uri, "new");

        // when, then
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenReadAsync(new Uri("memory://box/b"), cancellationToken: Token).AsTask());
        Assert.Contains("changed", (await Assert.ThrowsAsync<IOException>(() => store.OpenReadAsync(uri, ifMatch: old.ETag, cancellationToken: Token).AsTask())).Message, StringComparison.Ordinal);
        Assert.Contains("3 bytes", (await Assert.ThrowsAsync<IOException>(() => store.OpenReadAsync(uri, 4, cancellationToken: Token).AsTask())).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => store.OpenReadAsync(new Uri("other://box/a"), cancellationToken: Token).AsTask());
        await store.DeleteAsync(new Uri("memory://box/b"), Token);
    }

    [Fact]
    public async Task CommitAsync_GivenManyWritersOfAnAbsentObject_LetsOneWin()
    {
        // given
        var store = new InMemoryObjectStore();
        var uri = new Uri("memory://box/lease");

        // when
        var won = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
        {
            try
            {
                await PutAsync(store, uri, i.ToString(System.Globalization.CultureInfo.InvariantCulture), ifAbsent: true);
                return i;
            }
            catch (IOException)
            {
                return -1;
            }
        }, Token)));

        // then
        var winner = Assert.Single(won, i => i >= 0);
        Assert.Equal(winner.ToString(System.Globalization.CultureInfo.InvariantCulture), await TextAsync(store, uri));
    }

    [Fact]
    public async Task ListAsync_GivenPrefix_GivesOrdinalOrder()
    {
        // given
        var store = new InMemoryObjectStore("box");
        foreach (var name in (string[])["b/1", "a/2", "a-1", "a/10", "B"])
        {
            await PutAsync(store, new Uri("box://x/" + name), name);
        }

        // when
        var all = await store.ListAsync(new Uri("box://x/"), Token).Select(o => o.Uri.AbsoluteUri["box://x/".Length..]).ToListAsync(Token);
        var some = await store.ListAsync(new Uri("box://x/a/1"), Token).CountAsync(Token);

        // then
        Assert.Equal(["B", "a-1", "a/10", "a/2", "b/1"], all);
        Assert.Equal(1, some);
        Assert.Equal(5, store.Count);
    }

    [Fact]
    public async Task Hooks_GivenFaults_FailBeforeOrAfterTheEffect()
    {
        // given
        var store = new InMemoryObjectStore
        {
            Before = (call, _) => call is { Operation: ObjectStoreOperation.Delete } ? throw new IOException("unreachable") : ValueTask.CompletedTask,
            After = (call, _) => call is { Operation: ObjectStoreOperation.Commit } ? throw new IOException("answer lost") : ValueTask.CompletedTask,
        };
        var uri = new Uri("memory://box/a");

        // when
        var lost = await Assert.ThrowsAsync<IOException>(() => PutAsync(store, uri, "x"));
        var refused = await Assert.ThrowsAsync<IOException>(() => store.DeleteAsync(uri, Token).AsTask());

        // then both calls failed, and the object is there
        Assert.Equal("answer lost", lost.Message);
        Assert.Equal("unreachable", refused.Message);
        Assert.Equal("x", await TextAsync(store, uri));
    }

    [Theory]
    [InlineData("")]
    [InlineData("S3")]
    [InlineData("a b")]
    public void Constructor_GivenBadScheme_Refuses(string scheme) =>
        Assert.ThrowsAny<ArgumentException>(() => new InMemoryObjectStore(scheme));

    private static async Task<ObjectInfo> PutAsync(InMemoryObjectStore store, Uri uri, string text, bool ifAbsent = false)
    {
        await using var writer = await store.OpenWriteAsync(uri, ifAbsent, Token);
        await writer.Stream.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
        return await writer.CommitAsync(Token);
    }

    private static async Task<string> TextAsync(InMemoryObjectStore store, Uri uri, long offset = 0, long? length = null, string? ifMatch = null)
    {
        using var reader = new StreamReader(await store.OpenReadAsync(uri, offset, length, ifMatch, Token));
        return await reader.ReadToEndAsync(Token);
    }
}
