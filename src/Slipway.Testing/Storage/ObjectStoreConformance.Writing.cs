using Slipway.Storage;

namespace Slipway.Testing;

public sealed partial class ObjectStoreConformance
{
    private void AddWriting()
    {
        AddInFolder("Scheme_IsThatOfTheFolder_InLowerCase", HasScheme);
        AddInFolder("Commit_GivenBytes_ShowsTheWholeObject", ShowsCommitted);
        AddInFolder("Commit_GivenLargeObjectInOddPieces_KeepsEveryByte", KeepsLargeObjects);
        AddInFolder("Write_BeforeCommit_ShowsNothing", HidesUncommitted);
        AddInFolder("Dispose_WithoutCommit_LeavesNothing", DiscardsUncommitted);
        AddInFolder("Dispose_AfterCommit_KeepsTheObject", KeepsCommitted);
        AddInFolder("Commit_GivenIfAbsentAndAnObject_FailsAndKeepsIt", RefusesPresent);
        AddInFolder("Commit_GivenIfAbsentAndLargeObject_ShowsIt", WritesLargeIfAbsent);
        AddInFolder("Delete_RemovesTheObject_AndMayBeRepeated", Deletes);
    }

    private Task HasScheme(StoreFolder folder)
    {
        var scheme = folder.Store.Scheme;
        folder.Require(scheme == _folder.Scheme, $"Scheme is '{scheme}', and the folder is {_folder}; expected '{_folder.Scheme}'.");
        return Task.CompletedTask;
    }

    private static async Task ShowsCommitted(StoreFolder folder)
    {
        foreach (var size in new[] { 0, 1, 100, 65_537 })
        {
            var content = Content(size, size);
            var committed = await folder.WriteAsync($"size {size}", content).ConfigureAwait(false);
            var found = await folder.Store.StatAsync(folder.At($"size {size}")).ConfigureAwait(false);
            folder.Require(found is not null, $"an object of {size} bytes was committed, and StatAsync finds none.");
            folder.Require(
                committed.Size == size && found!.Size == size && committed.ETag == found.ETag && committed.ETag.Length > 0,
                $"for {size} bytes, CommitAsync gives {committed} and StatAsync {found}; expected that size, and the same ETag.");
            folder.Require(
                (await folder.ReadAsync($"size {size}").ConfigureAwait(false)).AsSpan().SequenceEqual(content), $"an object of {size} bytes reads as something else.");
        }
    }

    private async Task KeepsLargeObjects(StoreFolder folder)
    {
        var content = Content(1, _largeObject + 12_345);
        foreach (var synchronous in new[] { false, true })
        {
            var writer = await folder.Store.OpenWriteAsync(folder.At("large")).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                var random = new Random(7);
                for (var done = 0; done < content.Length;)
                {
                    var piece = content.AsMemory(done, Math.Min(content.Length - done, random.Next(0, 700_000)));
                    done += piece.Length;
                    if (synchronous)
                    {
                        writer.Stream.Write(piece.Span);
                    }
                    else
                    {
                        await writer.Stream.WriteAsync(piece).ConfigureAwait(false);
                    }
                }

                var info = await writer.CommitAsync().ConfigureAwait(false);
                folder.Require(info.Size == content.Length, $"{content.Length} bytes were written, and CommitAsync says {info.Size}.");
            }

            var read = await folder.ReadAsync("large").ConfigureAwait(false);
            folder.Require(read.AsSpan().SequenceEqual(content), $"{content.Length} bytes, written {(synchronous ? "synchronously" : "asynchronously")}, read as {read.Length} others.");
        }
    }

    private async Task HidesUncommitted(StoreFolder folder)
    {
        await folder.WriteAsync("old", "old"u8.ToArray()).ConfigureAwait(false);
        foreach (var name in new[] { "old", "new" })
        {
            var writer = await folder.Store.OpenWriteAsync(folder.At(name)).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await writer.Stream.WriteAsync(Content(2, _largeObject)).ConfigureAwait(false);
                await writer.Stream.FlushAsync().ConfigureAwait(false);
                folder.Require((await folder.ReadAsync("old").ConfigureAwait(false)).AsSpan().SequenceEqual("old"u8), "an object changed before the commit of its writer.");
                folder.Require(await folder.Store.StatAsync(folder.At("new")).ConfigureAwait(false) is null, "an object is there before the commit of its writer.");
                var listed = await folder.ListAsync().ConfigureAwait(false);
                folder.Require(listed.Count == 1, $"a listing shows {listed.Count} objects while a writer is open; expected the one that is committed.");
            }
        }
    }

    private async Task DiscardsUncommitted(StoreFolder folder)
    {
        await folder.WriteAsync("old", "old"u8.ToArray()).ConfigureAwait(false);
        foreach (var (name, size) in new[] { ("old", 10), ("new", 10), ("none", 0), ("old", _largeObject), ("new", _largeObject) })
        {
            var writer = await folder.Store.OpenWriteAsync(folder.At(name)).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await writer.Stream.WriteAsync(Content(3, size)).ConfigureAwait(false);
            }
        }

        var listed = await folder.ListAsync().ConfigureAwait(false);
        folder.Require(listed.Count == 1, $"after writers that were not committed, a listing shows {string.Join(", ", listed.Select(i => folder.NameOf(i.Uri)))}; expected only 'old'.");
        folder.Require((await folder.ReadAsync("old").ConfigureAwait(false)).AsSpan().SequenceEqual("old"u8), "a writer that was not committed changed the object.");
    }

    private static async Task KeepsCommitted(StoreFolder folder)
    {
        var writer = await folder.Store.OpenWriteAsync(folder.At("kept")).ConfigureAwait(false);
        await writer.Stream.WriteAsync("kept"u8.ToArray()).ConfigureAwait(false);
        await writer.CommitAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        folder.Require((await folder.ReadAsync("kept").ConfigureAwait(false)).AsSpan().SequenceEqual("kept"u8), "disposing a writer after its commit changed the object.");
    }

    private static async Task RefusesPresent(StoreFolder folder)
    {
        await folder.WriteAsync("name", "first"u8.ToArray(), ifAbsent: true).ConfigureAwait(false);
        var error = await ErrorOfAsync(() => folder.WriteAsync("name", "second"u8.ToArray(), ifAbsent: true)).ConfigureAwait(false);
        folder.Require(error is IOException, $"a commit with ifAbsent over an object throws {Word(error)}; expected an IOException.");
        folder.Require((await folder.ReadAsync("name").ConfigureAwait(false)).AsSpan().SequenceEqual("first"u8), "a commit with ifAbsent changed an object that was there.");

        await folder.Store.DeleteAsync(folder.At("name")).ConfigureAwait(false);
        await folder.WriteAsync("name", "third"u8.ToArray(), ifAbsent: true).ConfigureAwait(false);
        folder.Require((await folder.ReadAsync("name").ConfigureAwait(false)).AsSpan().SequenceEqual("third"u8), "after a delete, a commit with ifAbsent does not show its object.");

        await folder.WriteAsync("name", "fourth"u8.ToArray()).ConfigureAwait(false);
        folder.Require((await folder.ReadAsync("name").ConfigureAwait(false)).AsSpan().SequenceEqual("fourth"u8), "a commit without ifAbsent does not replace an object.");
    }

    private async Task WritesLargeIfAbsent(StoreFolder folder)
    {
        var content = Content(4, _largeObject);
        await folder.WriteAsync("large", content, ifAbsent: true).ConfigureAwait(false);
        folder.Require((await folder.ReadAsync("large").ConfigureAwait(false)).AsSpan().SequenceEqual(content), "a large object that was written only if absent reads as something else.");
        var error = await ErrorOfAsync(() => folder.WriteAsync("large", content.AsMemory(1), ifAbsent: true)).ConfigureAwait(false);
        folder.Require(error is IOException, $"a large object with ifAbsent over another throws {Word(error)}; expected an IOException.");
    }

    private static async Task Deletes(StoreFolder folder)
    {
        await folder.WriteAsync("gone", "x"u8.ToArray()).ConfigureAwait(false);
        await folder.WriteAsync("gone too", "x"u8.ToArray()).ConfigureAwait(false);
        await folder.Store.DeleteAsync(folder.At("gone")).ConfigureAwait(false);
        await folder.Store.DeleteAsync(folder.At("gone")).ConfigureAwait(false);
        await folder.Store.DeleteAsync(folder.At("never/was")).ConfigureAwait(false);
        var left = await folder.ListAsync().ConfigureAwait(false);
        folder.Require(
            left.Count == 1 && await folder.Store.StatAsync(folder.At("gone")).ConfigureAwait(false) is null,
            $"after deleting one of two objects, a listing shows {left.Count} and StatAsync {await folder.Store.StatAsync(folder.At("gone")).ConfigureAwait(false)}.");
        var error = await ErrorOfAsync(() => folder.ReadAsync("gone")).ConfigureAwait(false);
        folder.Require(error is FileNotFoundException, $"reading a deleted object throws {Word(error)}; expected a FileNotFoundException.");
    }
}
