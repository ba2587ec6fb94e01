using Slipway.Backends;
using Slipway.Jobs;

namespace Slipway.Tests.Tuning.Tuner;

/// <summary>Jobs as of another process: nothing of them is known but their events and files.</summary>
internal sealed class EventsOnlyBackend : IComputeBackend
{
    private readonly IComputeBackend _inner = Backend.InProcess();

    public ValueTask<JobHandle> SubmitAsync(TrainingJobSpec spec, CancellationToken cancellationToken = default) => _inner.SubmitAsync(spec, cancellationToken);

    public ValueTask<JobStatus> GetStatusAsync(JobHandle job, CancellationToken cancellationToken = default) => _inner.GetStatusAsync(job, cancellationToken);

    public ValueTask StopAsync(JobHandle job, CancellationToken cancellationToken = default) => _inner.StopAsync(job, cancellationToken);

    public ValueTask TerminateAsync(JobHandle job, CancellationToken cancellationToken = default) => _inner.TerminateAsync(job, cancellationToken);

    public IAsyncEnumerable<JobEvent> WatchAsync(JobHandle job, long fromPosition = 0, CancellationToken cancellationToken = default) =>
        _inner.WatchAsync(job, fromPosition, cancellationToken);

    public object? GetService(Type serviceType) => null;
}
