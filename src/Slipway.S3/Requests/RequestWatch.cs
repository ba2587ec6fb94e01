using System.Globalization;

namespace Slipway.Storage;

/// <summary>Cancels an attempt that makes no progress, or when its caller gives up, and tells the two apart.</summary>
internal sealed class RequestWatch : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationTokenRegistration _caller;
    private string _awaited = "an answer";
    private TimeSpan _patience;

    public RequestWatch(TimeSpan patience, TimeProvider clock, CancellationToken caller)
    {
        _patience = patience;
        _cancellation = new CancellationTokenSource(patience, clock);
        _caller = caller.UnsafeRegister(static c => ((CancellationTokenSource)c!).Cancel(), _cancellation);
    }

    /// <summary>Cancelled when the time is over, or by the caller.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Starts the time anew.</summary>
    /// <param name="awaited">What is waited for.</param>
    /// <param name="patience">How long.</param>
    public void Expect(string awaited, TimeSpan patience)
    {
        _awaited = awaited;
        _patience = patience;
        _cancellation.CancelAfter(patience);
    }

    /// <summary>The error of a time that is over.</summary>
    public TimeoutException Expired(Exception? cause) => new(string.Create(
        CultureInfo.InvariantCulture, $"The server did not send {_awaited} within {_patience.TotalSeconds:0.###} s."), cause);

    public void Dispose()
    {
        _caller.Dispose();
        _cancellation.Dispose();
    }
}
