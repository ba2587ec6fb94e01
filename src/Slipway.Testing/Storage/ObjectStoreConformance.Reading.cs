using Slipway.Storage;

namespace Slipway.Testing;

public sealed partial class ObjectStoreConformance
{
    private void AddReading()
    {
        AddInFolder("Stat_GivenNoObject_IsNull", StatsNothing);
        AddInFolder("OpenRead_GivenNoObject_ThrowsFileNotFound", FindsNothing);
        AddInFolder("OpenRead_GivenRange_GivesItsBytes", ReadsRanges);
        AddInFolder("OpenRead_GivenRangeBeyondTheEnd_ThrowsIOException", RefusesBeyondEnd);
        AddInFolder("OpenRead_GivenNegativeRange_ThrowsArgumentOutOfRange", RefusesNegative);
        AddInFolder("OpenRead_GivenLargeObject_GivesEveryByteBothWays", ReadsLargeObjects);
        AddInFolder("OpenRead_GivenReaderThatStopsEarly_DisturbsNoOther", StopsEarly);
        AddInFolder("ETag_ChangesWithContent", ChangesETag);
        AddInFolder("OpenRead_GivenIfMatch_ReadsThatVersionOrThrowsIOException", MatchesETag);
        AddInFolder("Read_GivenObjectThatIsReplaced_GivesOneVersionOrThrowsIOException", ReadsOneVersion);
    }

    private static async Task StatsNothing(StoreFolder folder)
    {
        await folder.WriteAsync("a/b", "x"u8.ToArray()).ConfigureAwait(false);
        foreach (var name in new[] { "none", "no/folder/none", "a", "a/", "a/b/c" })
        {
            var found = await folder.Store.StatAsync(folder.At(name)).ConfigureAwait(false);
            folder.Require(found is null, $"StatAsync of '{name}' gives {found}, and the only object is 'a/b'; expected null.");
        }
    }

    private static async Task FindsNothing(StoreFolder folder)
    {
        await folder.WriteAsync("a/b", "x"u8.ToArray()).ConfigureAwait(false);
        foreach (var name in new[] { "none", "no/folder/none", "a" })
        {
            var error = await ErrorOfAsync(() => folder.ReadAsync(name)).ConfigureAwait(false);
            folder.Require(error is FileNotFoundException, $"reading '{name}', which is not there, throws {Word(error)}; expected a FileNotFoundException.");
            error = await ErrorOfAsync(() => folder.ReadAsync(name, 0, 10, "tag")).ConfigureAwait(false);
            folder.Require(error is FileNotFoundException, $"reading a range of '{name}' with ifMatch, which is not there, throws {Word(error)}; expected a FileNotFoundException.");
        }
    }

    private static async Task ReadsRanges(StoreFolder folder)
    {
        var content = Content(5, 1000);
        await folder.WriteAsync("object", content).ConfigureAwait(false);
        await folder.WriteAsync("empty", default).ConfigureAwait(false);
        foreach (var (offset, length) in new (int, long?)[] { (0, null), (0, 1000), (0, 1), (1, 998), (999, 1), (999, null), (500, 5000), (0, long.MaxValue), (1000, null), (1000, 5), (0, 0), (10, 0) })
        {
            var expected = content.AsSpan(offset, (int)Math.Min(length ?? 1000, 1000 - offset)).ToArray();
            var read = await folder.ReadAsync("object", offset, length).ConfigureAwait(false);
            folder.Require(
                read.AsSpan().SequenceEqual(expected),
                $"of 1000 bytes, the range from {offset} of {length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the rest"} gives {read.Length} bytes; expected {expected.Length} certain ones.");
        }

        foreach (var length in new long?[] { null, 0, 10 })
        {
            folder.Require((await folder.ReadAsync("empty", 0, length).ConfigureAwait(false)).Length == 0, "an empty object does not read as empty.");
        }
    }

    private static async Task RefusesBeyondEnd(StoreFolder folder)
    {
        await folder.WriteAsync("object", Content(6, 1000)).ConfigureAwait(false);
        foreach (var length in new long?[] { null, 10 })
        {
            var error = await ErrorOfAsync(() => folder.ReadAsync("object", 1001, length)).ConfigureAwait(false);
            folder.Require(error is IOException and not FileNotFoundException, $"a range that starts beyond the end throws {Word(error)}; expected an IOException.");
        }
    }

    private static async Task RefusesNegative(StoreFolder folder)
    {
        await folder.WriteAsync("object", Content(6, 10)).ConfigureAwait(false);
        foreach (var (offset, length) in new (long, long?)[] { (-1, null), (0, -1) })
        {
            var error = await ErrorOfAsync(() => folder.ReadAsync("object", offset, length)).ConfigureAwait(false);
            folder.Require(error is ArgumentOutOfRangeException, $"the range from {offset} of {length} throws {Word(error)}; expected an ArgumentOutOfRangeException.");
        }
    }

    private async Task ReadsLargeObjects(StoreFolder folder)
    {
        var content = Content(8, _largeObject + 4321);
        await folder.WriteAsync("large", content).ConfigureAwait(false);
        foreach (var (offset, length) in new (int, int)[] { (0, content.Length), (1, content.Length - 2), (_largeObject / 2, 1 << 20), (_largeObject - 10, 4331), (content.Length / 3, content.Length / 3) })
        {
            var asynchronous = await folder.ReadAsync("large", offset, length).ConfigureAwait(false);
            folder.Require(asynchronous.AsSpan().SequenceEqual(content.AsSpan(offset, length)), $"{length} bytes from {offset} of {content.Length}, read asynchronously, are not those that were written.");
            var synchronous = await OnOwnThreadAsync(() => ReadInOddPieces(folder, "large", offset, length)).ConfigureAwait(false);
            folder.Require(synchronous.AsSpan().SequenceEqual(content.AsSpan(offset, length)), $"{length} bytes from {offset} of {content.Length}, read synchronously, are not those that were written.");
        }
    }

    private async Task StopsEarly(StoreFolder folder)
    {
        var content = Content(9, _largeObject);
        await folder.WriteAsync("large", content).ConfigureAwait(false);
        for (var i = 0; i < 10; i++)
        {
            var stream = await folder.Store.OpenReadAsync(folder.At("large")).ConfigureAwait(false);
            await stream.ReadExactlyAsync(new byte[100 + (i * 1000)]).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        folder.Require((await folder.ReadAsync("large").ConfigureAwait(false)).AsSpan().SequenceEqual(content), "after readers that stopped early, an object reads as something else.");
    }

    private static async Task ChangesETag(StoreFolder folder)
    {
        var tags = new HashSet<string>(StringComparer.Ordinal);
        for (byte i = 0; i < 5; i++)
        {
            var info = await folder.WriteAsync("object", new byte[] { i, 1, 2 }).ConfigureAwait(false);
            folder.Require(tags.Add(info.ETag), $"content {i} of the same size, written right after the one before, has an ETag that an earlier one had: {info.ETag}.");
            var again = (await folder.Store.StatAsync(folder.At("object")).ConfigureAwait(false))?.ETag;
            folder.Require(again == info.ETag, $"the ETag of an object that nobody changed was {info.ETag} and is {again}.");
        }
    }

    private static async Task MatchesETag(StoreFolder folder)
    {
        var old = await folder.WriteAsync("object", "old"u8.ToArray()).ConfigureAwait(false);
        foreach (var (offset, length) in new (long, long?)[] { (0, null), (1, 2), (3, null), (0, 0) })
        {
            var read = await folder.ReadAsync("object", offset, length, old.ETag).ConfigureAwait(false);
            folder.Require(
                read.AsSpan().SequenceEqual("old"u8.Slice((int)offset, (int)Math.Min(length ?? 3, 3 - offset))), "reading with the ETag that the object has does not give its bytes.");
        }

        var recent = await folder.WriteAsync("object", "new"u8.ToArray()).ConfigureAwait(false);
        foreach (var (offset, length) in new (long, long?)[] { (0, null), (1, 2) })
        {
            var error = await ErrorOfAsync(() => folder.ReadAsync("object", offset, length, old.ETag)).ConfigureAwait(false);
            folder.Require(error is IOException and not FileNotFoundException, $"reading with an ETag that the object no longer has throws {Word(error)}; expected an IOException.");
            folder.Require(
                error!.Message.Contains(old.ETag, StringComparison.Ordinal) && error.Message.Contains(recent.ETag, StringComparison.Ordinal),
                $"the error of an ETag that does not match says '{error.Message}'; expected both ETags, {old.ETag} and {recent.ETag}.");
        }
    }

    private async Task ReadsOneVersion(StoreFolder folder)
    {
        var (before, after) = (Content(10, _largeObject), Content(11, _largeObject));
        await folder.WriteAsync("object", before).ConfigureAwait(false);
        var stream = await folder.Store.OpenReadAsync(folder.At("object")).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var read = new byte[before.Length];
            await stream.ReadExactlyAsync(read.AsMemory(0, 1000)).ConfigureAwait(false);
            await folder.WriteAsync("object", after).ConfigureAwait(false);
            var error = await ErrorOfAsync(() => stream.ReadExactlyAsync(read.AsMemory(1000)).AsTask()).ConfigureAwait(false);
            folder.Require(
                error is IOException and not (FileNotFoundException or EndOfStreamException) || (error is null && read.AsSpan().SequenceEqual(before)),
                $"an object was replaced while it was read: {(error is null ? "the reader got bytes of both versions" : $"the reader got {Word(error)}")}; expected the old version whole, or an IOException.");
        }
    }

    private static byte[] ReadInOddPieces(StoreFolder folder, string name, long offset, int length)
    {
        using var stream = folder.Store.OpenReadAsync(folder.At(name), offset, length).AsTask().GetAwaiter().GetResult();
        var random = new Random(12);
        var read = new byte[length];
        var done = 0;
        while (done < length)
        {
            var count = stream.Read(read.AsSpan(done, Math.Min(length - done, random.Next(1, 300_000))));
            if (count == 0)
            {
                return read[..done];
            }

            done += count;
        }

        return stream.ReadByte() < 0 ? read : [];
    }

    /// <summary>As a training job does: on a thread that is not the pool's.</summary>
    private static async Task<T> OnOwnThreadAsync<T>(Func<T> action)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                result.SetResult(action());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        { IsBackground = true, Name = "Conformance" }.Start();
        return await result.Task.ConfigureAwait(false);
    }
}
