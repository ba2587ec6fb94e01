using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Slipway.Telemetry;

namespace Slipway.Storage;

/// <summary>An upload in parts, several at a time. The first failure stops the others and is what every later call throws.</summary>
/// <param name="target">The object.</param>
/// <param name="uploadId">S3's id of the upload.</param>
internal sealed class MultipartUpload(UploadTarget target, string uploadId) : IDisposable
{
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(target.Requests.Options.ParallelParts);
    private readonly List<Task<PartETag>> _parts = [];
    private long _offset;

    /// <summary>Number of the next part, from 1.</summary>
    public int NextNumber => _parts.Count + 1;

    /// <summary>Starts the upload of a part as soon as there is a place for it. The body is disposed when it is uploaded, or at once when there is a failure.</summary>
    public async Task AddAsync(UploadBody body, CancellationToken cancellationToken)
    {
        try
        {
            ThrowIfFailed();
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            ThrowIfFailed();
        }
        catch
        {
            body.Dispose();
            throw;
        }

        var (number, offset) = (NextNumber, _offset);
        _offset += body.Length;
        _parts.Add(Task.Run(() => UploadAsync(number, offset, body), CancellationToken.None));
    }

    /// <summary>Waits for the parts, and makes the object visible.</summary>
    /// <returns>Its ETag.</returns>
    public async Task<string> CompleteAsync(CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(_parts);
        await all.WaitAsync(cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfFailed();
        var parts = await all.ConfigureAwait(false);

        // Not cancelled once it is sent: whether the object became visible would be unknown.
        return await target.CompleteAsync(uploadId, [.. parts], CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Stops what is on its way, and removes the parts. Takes its own time, not a caller's, and does not throw.</summary>
    public async Task AbortAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_parts).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(AbortTimeout, target.Requests.Clock);
        try
        {
            await target.AbortAsync(uploadId, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            S3LogMessages.AbortFailed(target.Requests.Logger, e, target.Uri, uploadId);
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _places.Dispose();
    }

    private async Task<PartETag> UploadAsync(int number, long offset, UploadBody body)
    {
        try
        {
            return await target.PutPartAsync(uploadId, number, offset, body, _stop.Token).ConfigureAwait(false);
        }
        catch
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            body.Dispose();
            _places.Release();
        }
    }

    private void ThrowIfFailed()
    {
        // The first failure cancelled the others; what they say of themselves is only that.
        foreach (var part in _parts)
        {
            if (part.IsFaulted)
            {
                part.GetAwaiter().GetResult();
            }
        }
    }
}
