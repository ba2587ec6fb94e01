namespace Slipway.Storage;

/// <summary>How long to wait before the next attempt: exponential, with full jitter, so that clients that failed together do not return together.</summary>
/// <remarks>Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: the variant "full jitter".</remarks>
/// <param name="jitter">Uniform numbers in [0, 1); thread-safe.</param>
internal sealed class Backoff(Func<double> jitter)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstThrottled = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <param name="failures">Failed attempts so far, from 1.</param>
    /// <param name="throttled">Whether the server asked to slow down.</param>
    public TimeSpan Delay(int failures, bool throttled)
    {
        var ceiling = (throttled ? FirstThrottled : First) * Math.Pow(2, Math.Min(failures - 1, 20));
        return (ceiling < Longest ? ceiling : Longest) * jitter();
    }
}
