using Amazon.S3;
using Microsoft.Extensions.Logging;
using Slipway.Telemetry;

namespace Slipway.Storage;

/// <summary>
/// Runs every request of a store: waits for its turn, watches its time, tries it again when that helps, counts it, and makes its error clear.
/// </summary>
/// <param name="client">Gives the client; made at the first request.</param>
/// <param name="options">Valid options.</param>
/// <param name="logger">Where retries are logged.</param>
/// <param name="clock">Clock of delays and time-outs.</param>
/// <param name="backoff">Delays.</param>
internal sealed class S3Requests(Func<IAmazonS3> client, S3Options options, ILogger logger, TimeProvider clock, Backoff backoff)
{
    // Less than this is no progress: a server that cuts after every few bytes must not be asked for ever.
    private const int Progress = 64 * 1024;

    // The SDK corrects the clock from the first answer, so a second one means that this did not help.
    private const int ClockAttempts = 2;

    public S3Options Options => options;

    public ILogger Logger => logger;

    public TimeProvider Clock => clock;

    public RequestGate Gate { get; } = new(options.MaxConcurrentRequests);

    /// <summary>Runs a request until it succeeds, or fails for good.</summary>
    /// <param name="call">What it is about.</param>
    /// <param name="send">One attempt, with everything that belongs into its time: for reads, the body too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FileNotFoundException">There is no such object or bucket.</exception>
    /// <exception cref="S3Exception">It failed for good.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<T> RunAsync<T>(S3Call call, Func<IAmazonS3, RequestWatch, Task<T>> send, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var (attempts, failures, mark) = (0, 0, call.Position);
        while (true)
        {
            attempts++;
            var (result, failure) = await TryAsync(call, send, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                return result!;
            }

            if (call.Position >= mark + Progress)
            {
                (failures, mark) = (0, call.Position);
            }

            failures++;
            if (!failure.IsRetryable || failures >= options.MaxAttempts || (failure.Kind == S3FailureKind.ClockSkew && failures > ClockAttempts))
            {
                throw S3Errors.ToException(failure, call, attempts, clock.GetElapsedTime(started), options, clock.GetUtcNow());
            }

            var delay = backoff.Delay(failures, failure.Kind == S3FailureKind.Throttled);
            S3Telemetry.Retried(call.Operation, failure.Reason);
            S3LogMessages.Retrying(logger, call.ToString(), failure.Reason, failures, options.MaxAttempts, delay.TotalMilliseconds);
            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(T? Result, S3Failure? Failure)> TryAsync<T>(
        S3Call call, Func<IAmazonS3, RequestWatch, Task<T>> send, CancellationToken cancellationToken)
    {
        var generation = await Gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        var started = clock.GetTimestamp();
        bool? outcome = null;
        try
        {
            using var watch = new RequestWatch(options.RequestTimeout, clock, cancellationToken);
            try
            {
                var result = await send(client(), watch).ConfigureAwait(false);
                outcome = true;
                S3Telemetry.Ended(call.Operation, "ok", clock.GetElapsedTime(started));
                return (result, null);
            }
            catch (Exception e)
            {
                // Whatever the SDK makes of a cancelled request, its caller sees a cancelled request.
                cancellationToken.ThrowIfCancellationRequested();
                var failure = S3Failure.Of(watch.Token.IsCancellationRequested ? watch.Expired(e) : e);
                outcome = failure.Kind == S3FailureKind.Throttled ? false : null;
                S3Telemetry.Ended(call.Operation, failure.Reason, clock.GetElapsedTime(started));
                return (default, failure);
            }
        }
        finally
        {
            Gate.Exit(generation, outcome);
        }
    }
}
