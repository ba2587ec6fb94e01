namespace Slipway.Testing;

public sealed partial class ObjectStoreConformance
{
    private const int Racers = 16;

    private void AddConcurrency()
    {
        AddInFolder("Commit_GivenRacingWritersWithIfAbsent_LetsOneWin", LetsOneWin);
        AddInFolder("Commit_GivenReaders_ReplacesInOneStep", ReplacesInOneStep);
        AddInFolder("OpenRead_GivenManyReaders_GivesEachItsBytes", ServesManyReaders);
        AddInFolder("Write_GivenManyWriters_KeepsThemApart", KeepsWritersApart);
    }

    private void AddCancellation()
    {
        AddInFolder("Call_GivenCancelledToken_ThrowsOperationCanceled", SeesCancelledTokens);
        AddInFolder("Commit_GivenCancelledToken_ShowsNothing", CancelsCommits);
        AddInFolder("Write_GivenTokenCancelledOnTheWay_LeavesNothing", CancelsWrites);
        AddInFolder("OpenRead_GivenTokenCancelledLater_ReadsOn", ReadsOnAfterOpening);
    }

    private static async Task LetsOneWin(StoreFolder folder)
    {
        for (var round = 0; round < 5; round++)
        {
            var name = $"round {round}";
            using var start = new SemaphoreSlim(0);
            var racers = Enumerable.Range(0, Racers).Select(async i =>
            {
                var writer = await folder.Store.OpenWriteAsync(folder.At(name), ifAbsent: true).ConfigureAwait(false);
                await using (writer.ConfigureAwait(false))
                {
                    await writer.Stream.WriteAsync(new[] { (byte)i }).ConfigureAwait(false);
                    await start.WaitAsync().ConfigureAwait(false);
                    return await ErrorOfAsync(() => writer.CommitAsync().AsTask()).ConfigureAwait(false);
                }
            }).ToList();
            start.Release(Racers);
            var errors = await Task.WhenAll(racers).ConfigureAwait(false);

            var other = errors.FirstOrDefault(e => e is not null and not IOException);
            folder.Require(other is null, $"a writer that lost the race got {Word(other)}; expected an IOException.");
            var winners = Enumerable.Range(0, Racers).Where(i => errors[i] is null).ToList();
            folder.Require(winners.Count == 1, $"of {Racers} writers that write only if absent, {winners.Count} won; expected one.");
            var content = await folder.ReadAsync(name).ConfigureAwait(false);
            folder.Require(content is [var b] && b == winners[0], $"writer {winners[0]} won, and the object holds the bytes of writer {string.Join(',', content)}.");
        }
    }

    private static async Task ReplacesInOneStep(StoreFolder folder)
    {
        const int Size = 300_000;
        static byte[] Version(byte i) => [.. Enumerable.Repeat(i, Size)];
        await folder.WriteAsync("object", Version(0)).ConfigureAwait(false);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var read = await folder.ReadAsync("object").ConfigureAwait(false);
                folder.Require(
                    read.Length == Size && !read.AsSpan().ContainsAnyExcept(read[0]), $"a reader saw {read.Length} bytes of several versions while a writer replaced an object.");
                var listed = await folder.ListAsync().ConfigureAwait(false);
                folder.Require(listed.Count == 1 && listed[0].Size == Size, "a listing shows no object, or one of another size, while a writer replaces it.");
            }
        })).ToList();
        for (byte i = 1; i <= 20; i++)
        {
            await folder.WriteAsync("object", Version(i)).ConfigureAwait(false);
        }

        await done.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(readers).ConfigureAwait(false);
    }

    private async Task ServesManyReaders(StoreFolder folder)
    {
        var content = Content(13, _largeObject);
        await folder.WriteAsync("large", content).ConfigureAwait(false);
        var readers = Enumerable.Range(0, 8).Select(i =>
        {
            var (offset, length) = (i * (_largeObject / 10), _largeObject / 8);
            return OnOwnThreadAsync(() => ReadInOddPieces(folder, "large", offset, length).AsSpan().SequenceEqual(content.AsSpan(offset, length)));
        }).ToList();
        var whole = Enumerable.Range(0, 3).Select(async _ => (await folder.ReadAsync("large").ConfigureAwait(false)).AsSpan().SequenceEqual(content)).ToList();
        var right = await Task.WhenAll([.. readers, .. whole]).ConfigureAwait(false);
        folder.Require(right.All(r => r), $"{right.Count(r => !r)} of {right.Length} readers of one object at the same time got other bytes.");
    }

    private static async Task KeepsWritersApart(StoreFolder folder)
    {
        var sizes = Enumerable.Range(0, 24).Select(i => (i * 9973) + 1).ToList();
        await Task.WhenAll(sizes.Select(size => folder.WriteAsync($"of {size}", Content(size, size)))).ConfigureAwait(false);
        foreach (var size in sizes)
        {
            var read = await folder.ReadAsync($"of {size}").ConfigureAwait(false);
            folder.Require(read.AsSpan().SequenceEqual(Content(size, size)), $"of {sizes.Count} objects that were written at the same time, the one of {size} bytes reads as something else.");
        }

        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => folder.WriteAsync("same", Content(i, 1000 + i)))).ConfigureAwait(false);
        var last = await folder.ReadAsync("same").ConfigureAwait(false);
        folder.Require(last.AsSpan().SequenceEqual(Content(last.Length - 1000, last.Length)), "of eight writers of one object, none is the one that wrote it.");
    }

    private static async Task SeesCancelledTokens(StoreFolder folder)
    {
        await folder.WriteAsync("object", "x"u8.ToArray()).ConfigureAwait(false);
        var (at, cancelled) = (folder.At("object"), new CancellationToken(canceled: true));
        var calls = new Dictionary<string, Func<Task>>
        {
            ["StatAsync"] = () => folder.Store.StatAsync(at, cancelled).AsTask(),
            ["OpenReadAsync"] = () => folder.Store.OpenReadAsync(at, cancellationToken: cancelled).AsTask(),
            ["OpenWriteAsync"] = () => folder.Store.OpenWriteAsync(at, cancellationToken: cancelled).AsTask(),
            ["DeleteAsync"] = () => folder.Store.DeleteAsync(at, cancelled).AsTask(),
            ["ListAsync"] = async () =>
            {
                await foreach (var _ in folder.Store.ListAsync(folder.Uri, cancelled).ConfigureAwait(false))
                {
                }
            },
        };
        foreach (var (name, call) in calls)
        {
            var error = await ErrorOfAsync(call).ConfigureAwait(false);
            folder.Require(error is OperationCanceledException, $"{name} with a cancelled token throws {Word(error)}; expected an OperationCanceledException.");
        }

        folder.Require(await folder.Store.StatAsync(at).ConfigureAwait(false) is { Size: 1 }, "calls with a cancelled token changed an object.");
    }

    private async Task CancelsCommits(StoreFolder folder)
    {
        foreach (var size in new[] { 10, _largeObject })
        {
            var writer = await folder.Store.OpenWriteAsync(folder.At("object")).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await writer.Stream.WriteAsync(Content(1, size)).ConfigureAwait(false);
                var error = await ErrorOfAsync(() => writer.CommitAsync(new CancellationToken(canceled: true)).AsTask()).ConfigureAwait(false);
                folder.Require(error is OperationCanceledException, $"CommitAsync with a cancelled token throws {Word(error)}; expected an OperationCanceledException.");
            }

            folder.Require(await folder.Store.StatAsync(folder.At("object")).ConfigureAwait(false) is null, $"an object of {size} bytes is there although its commit was cancelled.");
        }
    }

    private async Task CancelsWrites(StoreFolder folder)
    {
        using var cancellation = new CancellationTokenSource();
        var writer = await folder.Store.OpenWriteAsync(folder.At("object"), cancellationToken: cancellation.Token).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var piece = Content(1, 100_000);
            var error = await ErrorOfAsync(async () =>
            {
                for (var done = 0; done < _largeObject * 2; done += piece.Length)
                {
                    if (done > _largeObject && !cancellation.IsCancellationRequested)
                    {
                        await cancellation.CancelAsync().ConfigureAwait(false);
                    }

                    await writer.Stream.WriteAsync(piece, cancellation.Token).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
            folder.Require(error is OperationCanceledException, $"a write with a token that was cancelled on the way throws {Word(error)}; expected an OperationCanceledException.");
        }

        var left = await folder.ListAsync().ConfigureAwait(false);
        folder.Require(left.Count == 0, $"after a write that was cancelled, a listing shows {left.Count} objects.");
    }

    private async Task ReadsOnAfterOpening(StoreFolder folder)
    {
        var content = Content(14, _largeObject);
        await folder.WriteAsync("large", content).ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        var stream = await folder.Store.OpenReadAsync(folder.At("large"), cancellationToken: cancellation.Token).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
            var read = new byte[content.Length];
            await stream.ReadExactlyAsync(read).ConfigureAwait(false);
            folder.Require(read.AsSpan().SequenceEqual(content), "an object whose opening token was cancelled after opening reads as something else.");
        }
    }
}
