using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Storage;

/// <summary>
/// The right to write below a place in an object store, held by one process at a time. The only atomic step is a put of <c>0001/claim.json</c>,
/// <c>0002/claim.json</c>, ... that succeeds for one writer (<c>ifAbsent</c>); the highest number holds. A holder rewrites a sign of life beside its claim.
/// Another takes over when the last holder has let go, is known to be dead (<see cref="LocalClaim"/>), or gave no sign for the lease's duration: by
/// the store's own time stamps and the observer's own stop-watch, never by comparing the clocks of two machines. Who is taken over from finds the next claim
/// and stops; what it may still write meanwhile lies under its own number.
/// </summary>
internal sealed class StoreLease : IAsyncDisposable
{
    /// <summary>Time stamps of stores may be whole seconds.</summary>
    private static readonly TimeSpan StampResolution = TimeSpan.FromSeconds(1);

    private readonly LeaseFolder _folder;
    private readonly LeaseClaim _claim;
    private readonly LeaseTimes _times;
    private readonly StoreRetry _retry;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly AsyncSignal _wake = new();
    private readonly Lock _gate = new();
    private JsonObject _content;
    private Task _beating = Task.CompletedTask;
    private Action<Exception>? _failed;
    private long _beat;
    private Exception? _failure;

    private StoreLease(LeaseFolder folder, int number, LeaseClaim claim, LeaseTimes times, StoreRetry retry, TimeProvider clock, JsonObject content)
    {
        _folder = folder;
        Number = number;
        _claim = claim;
        _times = times;
        _retry = retry;
        _clock = clock;
        _content = content;
    }

    /// <summary>Number of the claim, from 1.</summary>
    public int Number { get; }

    /// <summary>Folder of what only this holder writes.</summary>
    public Uri Folder => _folder.Folder(Number);

    /// <summary>Takes the lease.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="times">How it is kept.</param>
    /// <param name="local">Its local side; gets the new token. Null when something else of this machine has it.</param>
    /// <param name="content">First sign of life.</param>
    /// <param name="retry">Repeats what fails for a while.</param>
    /// <param name="clock">Measures how long a holder has been silent.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="LeaseHeldException">Someone alive holds it; known after one renewal at the latest.</exception>
    public static async Task<StoreLease> AcquireAsync(
        LeaseFolder folder, LeaseTimes times, LocalClaim? local, JsonObject content, StoreRetry retry, TimeProvider clock, CancellationToken cancellationToken)
    {
        var last = 0;
        while (true)
        {
            last = await folder.LastAsync(last, cancellationToken).ConfigureAwait(false);
            if (last > 0)
            {
                await RequireFreeAsync(folder, last, times, local, clock, cancellationToken).ConfigureAwait(false);
            }

            var claim = LeaseClaim.Create(times.Duration, clock.GetUtcNow());
            if (await TryClaimAsync(folder, last + 1, claim, retry, cancellationToken).ConfigureAwait(false))
            {
                local?.Write(claim.Token);
                var lease = new StoreLease(folder, last + 1, claim, times, retry, clock, content);
                lease._beating = Task.Run(lease.BeatAsync, CancellationToken.None);
                return lease;
            }
        }
    }

    /// <summary>Calls back, once, when the lease is lost or cannot be renewed.</summary>
    public void OnFailure(Action<Exception> failed)
    {
        Exception? failure;
        lock (_gate)
        {
            _failed = failed;
            failure = _failure;
        }

        if (failure is not null)
        {
            failed(failure);
        }
    }

    /// <summary>Gives another sign of life, soon.</summary>
    public void Update(JsonObject content)
    {
        Volatile.Write(ref _content, content);
        _wake.Set();
    }

    /// <summary>Looks whether another has taken over.</summary>
    /// <exception cref="LeaseHeldException">It has.</exception>
    public async Task RequireHeldAsync(CancellationToken cancellationToken)
    {
        var next = await _retry.RunAsync(
            _folder.Claim(Number + 1), () => _folder.ReadClaimAsync(Number + 1, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (next is not null)
        {
            throw new LeaseHeldException(next.Holder);
        }
    }

    /// <summary>Lets go, so that another need not wait, with a last sign.</summary>
    public async Task ReleaseAsync(JsonObject content, CancellationToken cancellationToken)
    {
        await StopAsync().ConfigureAwait(false);
        var last = (JsonObject)content.DeepClone();
        last[LeaseFolder.Released] = true;
        await PutBeatAsync(last, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives no more signs of life; without <see cref="ReleaseAsync"/> the lease runs out.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The loop's edge: what ends it is the holder's to know.")]
    private async Task BeatAsync()
    {
        try
        {
            while (true)
            {
                await RequireHeldAsync(_stop.Token).ConfigureAwait(false);
                await PutBeatAsync(Volatile.Read(ref _content), _stop.Token).ConfigureAwait(false);
                await _wake.WaitAsync(_times.Renewal, _clock, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Action<Exception>? failed;
            lock (_gate)
            {
                _failure = e;
                failed = _failed;
            }

            failed?.Invoke(e);
        }
    }

    private Task<ObjectInfo> PutBeatAsync(JsonObject content, CancellationToken cancellationToken)
    {
        var beat = (JsonObject)content.DeepClone();
        beat["beat"] = ++_beat; // two signs differ even where an ETag is a hash of the content
        beat["token"] = _claim.Token;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(beat, Jobs.JobJson.Default.JsonObject);
        var uri = _folder.Beat(Number);
        return _retry.RunAsync(uri, () => WholeObject.WriteAsync(_folder.Store, uri, bytes, ifAbsent: false, cancellationToken), cancellationToken);
    }

    private static async Task<bool> TryClaimAsync(LeaseFolder folder, int number, LeaseClaim claim, StoreRetry retry, CancellationToken cancellationToken)
    {
        var uri = folder.Claim(number);
        var content = claim.Write();
        return await retry.RunAsync(
            uri,
            async () =>
            {
                try
                {
                    await WholeObject.WriteAsync(folder.Store, uri, content, ifAbsent: true, cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (IOException)
                {
                    // Taken by another; or taken by us, and the answer was lost; or the store failed.
                    if (await folder.ReadClaimAsync(number, cancellationToken).ConfigureAwait(false) is not { } holder)
                    {
                        throw;
                    }

                    return holder.Token == claim.Token;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task RequireFreeAsync(
        LeaseFolder folder, int number, LeaseTimes times, LocalClaim? local, TimeProvider clock, CancellationToken cancellationToken)
    {
        var beat = await folder.ReadBeatAsync(number, cancellationToken).ConfigureAwait(false);
        var claim = await folder.ReadClaimAsync(number, cancellationToken).ConfigureAwait(false);
        if (claim is null || LeaseFolder.IsReleased(beat) || local?.Token == claim.Token)
        {
            return;
        }

        var now = await folder.NowAsync(cancellationToken).ConfigureAwait(false);
        var silent = now - await folder.LastSignAsync(number, cancellationToken).ConfigureAwait(false) ?? TimeSpan.Zero;
        var start = clock.GetTimestamp();
        var patience = claim.Duration + StampResolution - (silent > TimeSpan.Zero ? silent : TimeSpan.Zero);
        while (clock.GetElapsedTime(start) < patience)
        {
            await Task.Delay(times.Renewal / 4, clock, cancellationToken).ConfigureAwait(false);
            var next = await folder.ReadBeatAsync(number, cancellationToken).ConfigureAwait(false);
            if (LeaseFolder.IsReleased(next))
            {
                return;
            }

            if (!(next ?? []).AsSpan().SequenceEqual(beat))
            {
                throw new LeaseHeldException(claim.Holder);
            }
        }
    }
}
