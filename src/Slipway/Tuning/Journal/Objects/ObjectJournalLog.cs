using System.Buffers;
using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>
/// A journal in an object store. Each write is one new object with the next number, put only if it is not there: it is there whole or not at all, and of
/// two writers one loses and is told so. Lines that may wait go with the next that may not, or after a second.
/// </summary>
internal sealed class ObjectJournalLog : IJournalLog
{
    private static readonly LeaseTimes Times = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
    private static readonly TimeSpan RetryLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int MostWaiting = 256 * 1024;

    private readonly ObjectJournalFolder _folder;
    private readonly LocalClaim? _local;
    private readonly StoreLease _lease;
    private readonly StoreRetry _retry;
    private readonly TimeProvider _clock;
    private readonly ObjectJournalBlocks _blocks;
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private readonly ITimer _timer;
    private Exception? _lost;
    private byte[]? _uncertain;
    private int _next;
    private long _total;
    private long _verified;
    private bool _disposed;

    private ObjectJournalLog(ObjectJournalFolder folder, LocalClaim? local, StoreLease lease, StoreRetry retry, TimeProvider clock)
    {
        _folder = folder;
        _local = local;
        _lease = lease;
        _retry = retry;
        _clock = clock;
        _blocks = new ObjectJournalBlocks(folder, retry);
        _verified = clock.GetTimestamp();
        _timer = clock.CreateTimer(static log => ((ObjectJournalLog)log!).WriteWaiting(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lease.OnFailure(e => Volatile.Write(ref _lost, e));
    }

    public string Location => _folder.Location;

    /// <summary>Takes the journal for writing.</summary>
    /// <exception cref="TuningJournalException">Another process writes it, or it cannot be written.</exception>
    public static ObjectJournalLog Open(string journal, SlipwayServices services, TimeProvider clock)
    {
        var folder = ObjectJournalFolder.At(journal, services);
        LocalClaim? local = null;
        try
        {
            local = LocalClaim.TryOpen(LocalFile(folder.Location));
            var retry = new StoreRetry(RetryLimit, clock, services.Loggers.CreateLogger("Slipway.Storage"));
            var lease = Wait(() => StoreLease.AcquireAsync(folder.Lease, Times, local, [], retry, clock, CancellationToken.None));
            return new ObjectJournalLog(folder, local, lease, retry, clock);
        }
        catch (LeaseHeldException e)
        {
            local?.Dispose();
            throw InUse(folder.Location, e.Holder, e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or TimeoutException or HttpRequestException)
        {
            local?.Dispose();
            throw new TuningJournalException(
                folder.Location, $"The journal cannot be opened for writing: {e.Message.TrimEnd('.')}. Check that the store can be reached, read and written.", innerException: e);
        }
    }

    public void ReadInto(JournalScanner scanner)
    {
        var reader = new ObjectJournalReader(_folder, _clock, scanner) { KeepFullBlocks = true };
        try
        {
            Wait(async () =>
            {
                await reader.ReadToEndAsync(null, CancellationToken.None).ConfigureAwait(false);
                return true;
            });
        }
        catch (Exception e) when (e is IOException or TimeoutException or HttpRequestException or UnauthorizedAccessException)
        {
            throw _folder.CannotRead(e);
        }

        _next = reader.Next;
        _total = scanner.End;
        _blocks.Begin(reader);
    }

    /// <summary>There is nothing to cut off: an object is there whole or not at all.</summary>
    /// <exception cref="TuningJournalException">There is something after the lines that count.</exception>
    public void CutAt(long length)
    {
        if (length != _total)
        {
            throw new TuningJournalException(Location, "There are objects here that are not those of a tuning journal. Nothing was changed; choose another place.");
        }
    }

    public void Append(ReadOnlySpan<byte> lines, JournalDurability durability)
    {
        lock (_gate)
        {
            if (durability == JournalDurability.Soon && _waiting.WrittenCount + lines.Length < MostWaiting)
            {
                if (_waiting.WrittenCount == 0)
                {
                    _timer.Change(Patience, Timeout.InfiniteTimeSpan);
                }

                _waiting.Write(lines);
                return;
            }

            Write([.. _waiting.WrittenSpan, .. lines]);
        }
    }

    /// <summary>Writes what waits and lets go of the journal; what cannot be written is lost, as if the process had died.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _timer.Dispose();
        WriteWaiting();
        Wait(async () =>
        {
            await _blocks.DisposeAsync().ConfigureAwait(false);
            if (Volatile.Read(ref _lost) is null)
            {
                try
                {
                    await _lease.ReleaseAsync([], CancellationToken.None).ConfigureAwait(false);
                }
                catch (Exception)
                {
                    // It runs out by itself, whatever the store has.
                }
            }

            await _lease.DisposeAsync().ConfigureAwait(false);
            return true;
        });
        _local?.Dispose();
    }

    private void WriteWaiting()
    {
        lock (_gate)
        {
            try
            {
                if (_waiting.WrittenCount > 0)
                {
                    Write(_waiting.WrittenSpan.ToArray());
                }
            }
            catch (TuningJournalException)
            {
                // It goes with the next line that may not wait, whose caller is told if that cannot be written either.
            }
        }
    }

    private void Write(byte[] segment)
    {
        if (Volatile.Read(ref _lost) is { } lost)
        {
            throw lost is LeaseHeldException held ? InUse(Location, held.Holder, held) : Failed(lost);
        }

        try
        {
            Wait(async () =>
            {
                await PutAsync(_folder.Segment(_next), segment).ConfigureAwait(false);
                await RequireHeldAsync().ConfigureAwait(false);
                return true;
            });
        }
        catch (LeaseHeldException e)
        {
            Volatile.Write(ref _lost, e);
            throw InUse(Location, e.Holder, e);
        }
        catch (Exception e) when (e is not TuningJournalException)
        {
            // Whatever a store throws, and each has errors of its own: the object may have arrived, or arrive yet.
            _uncertain = segment;
            throw Failed(e);
        }

        _blocks.Written(_next, segment);
        _uncertain = null;
        _waiting.ResetWrittenCount();
        _total += segment.Length;
        _next++;
    }

    /// <summary>
    /// After the put: a process that slept for long may have put an object under a number that the one that took over has used, merged and deleted.
    /// </summary>
    private async Task RequireHeldAsync()
    {
        if (_clock.GetElapsedTime(_verified) > Times.Renewal)
        {
            await _lease.RequireHeldAsync(CancellationToken.None).ConfigureAwait(false);
            _verified = _clock.GetTimestamp();
        }
    }

    private Task PutAsync(Uri uri, byte[] segment) => _retry.RunAsync(
        uri,
        async () =>
        {
            try
            {
                await WholeObject.WriteAsync(_folder.Store, uri, segment, ifAbsent: true, CancellationToken.None).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // Taken by another writer; or ours, and the answer was lost; or the store failed.
                if (await WholeObject.ReadAsync(_folder.Store, uri, CancellationToken.None).ConfigureAwait(false) is not { } there)
                {
                    throw;
                }

                if (!there.AsSpan().SequenceEqual(segment))
                {
                    throw _uncertain is { } sent && there.AsSpan().SequenceEqual(sent)
                        ? new TuningJournalException(
                            uri.ToString(), "This object arrived after its writing had been given up and reported as failed, so the journal holds more than this search knows. " +
                            "End the search and resume it from the journal.")
                        : InUse(uri.ToString(), "another process, which has written this object first", null);
                }
            }
        },
        CancellationToken.None);

    private TuningJournalException Failed(Exception e) => new(
        Location, $"The journal cannot be written: {e.Message.TrimEnd('.')}. All that it held before is still there, and the search is as it was before this call: " +
        "call again when the store can be reached, or end the search and resume it from the journal later.", innerException: e);

    private static TuningJournalException InUse(string journal, string holder, Exception? e) => new(
        journal, $"Another search writes this journal ({holder}). Wait for it to end, watch it by TuningJournal.WatchAsync, or choose another place.", innerException: e);

    private static string LocalFile(string location) => Path.Combine(
        LocalClaim.DefaultFolder("journals"), $"{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(location)):x16}.lock");

    /// <summary>A search is synchronous; its thread waits here, whatever context it has.</summary>
    private static T Wait<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();
}
