using Microsoft.Extensions.Logging;
using Slipway.Telemetry;

namespace Slipway.Storage;

/// <summary>
/// Repeats what a store refuses for a while (throttling, a network that is gone): with growing pauses and jitter, up to a limit. A store's own, shorter
/// retries lie below it.
/// </summary>
/// <param name="limit">How long one call may fail before its error counts.</param>
/// <param name="clock">Measures it.</param>
/// <param name="logger">Gets a warning for each failure.</param>
internal sealed class StoreRetry(TimeSpan limit, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>How long one call may fail.</summary>
    public TimeSpan Limit => limit;

    /// <param name="what">The object, for messages.</param>
    /// <param name="call">What to do; may be done several times.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">It failed for longer than the limit; the inner exception is the last cause.</exception>
    public async Task<T> RunAsync<T>(Uri what, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception e) when (IsTransient(e, cancellationToken))
            {
                if (clock.GetElapsedTime(start) >= limit)
                {
                    throw new IOException($"The store has failed for {limit} on {what}: {e.Message}", e);
                }

                LogMessages.StoreFailed(logger, what.ToString(), e.Message);
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Uri what, Func<Task> call, CancellationToken cancellationToken) => RunAsync(
        what,
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Whether the same call may succeed later. A time-out inside of a client looks like a cancellation that nobody asked for.</summary>
    private static bool IsTransient(Exception e, CancellationToken cancellationToken) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => e is IOException or TimeoutException or HttpRequestException,
    };
}
