namespace Slipway.Models;

/// <summary>Runs long synchronous work on a thread of its own: neither the caller's nor the thread pool's.</summary>
internal static class OwnThread
{
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
