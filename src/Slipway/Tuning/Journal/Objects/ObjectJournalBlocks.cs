using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>
/// Puts the segments of a journal together into blocks, in the background: when a block is full, and, for what an earlier writer left, when the journal
/// is opened. Segments are deleted only at an opening, and only those whose block is there.
/// </summary>
/// <param name="folder">The journal.</param>
/// <param name="retry">Repeats what fails for a while.</param>
internal sealed class ObjectJournalBlocks(ObjectJournalFolder folder, StoreRetry retry) : IAsyncDisposable
{
    private const int Parallel = 8;
    private readonly MemoryStream _block = new();
    private readonly CancellationTokenSource _end = new();
    private Task _working = Task.CompletedTask;

    /// <summary>Begins with what was read at the opening.</summary>
    public void Begin(ObjectJournalReader reader)
    {
        _block.Write(reader.Block);
        foreach (var (first, content) in reader.FullBlocks)
        {
            Put(first, content);
        }

        var blocks = reader.Listing.Blocks;
        List<int> beaten = [.. reader.Listing.Segments.Where(s => blocks.Contains(ObjectJournalFolder.BlockOf(s)))];
        if (beaten.Count > 0)
        {
            Then(() => DeleteAsync(beaten));
        }
    }

    /// <summary>Takes the next segment, which has been stored.</summary>
    public void Written(int number, byte[] segment)
    {
        _block.Write(segment);
        if (number % ObjectJournalFolder.BlockLength == 0)
        {
            Put(ObjectJournalFolder.BlockOf(number), _block.ToArray());
            _block.SetLength(0);
        }
    }

    /// <summary>Waits for the blocks; deletions that are left over are for the next opening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        await _block.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    private void Put(int first, byte[] content) => Then(() => retry.RunAsync(
        folder.Block(first),
        () => WholeObject.WriteAsync(folder.Store, folder.Block(first), content, ifAbsent: false, CancellationToken.None), CancellationToken.None));

    private Task DeleteAsync(List<int> segments) => System.Threading.Tasks.Parallel.ForEachAsync(
        segments, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = _end.Token },
        (number, cancellationToken) => folder.Store.DeleteAsync(folder.Segment(number), cancellationToken));

    private void Then(Func<Task> work)
    {
        var before = _working;
        _working = Task.Run(async () =>
        {
            await before.ConfigureAwait(false);
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // A block that is missing makes the next opening slower, and that opening makes it; nothing else depends on it.
            }
        });
    }
}
