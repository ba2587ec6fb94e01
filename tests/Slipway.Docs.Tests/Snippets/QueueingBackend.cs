using System.Threading.Channels;
using Slipway.Backends;
using Slipway.Jobs;

namespace Slipway.Docs.Tests.Snippets;

#region backend
/// <summary>Lets at most a number of jobs run at once on another backend; the others wait in <see cref="SubmitAsync"/>.</summary>
public sealed class QueueingBackend(IComputeBackend inner, int maxJobs) : IComputeBackend
{
    private readonly Channel<bool> _slots = Channel.CreateBounded<bool>(maxJobs); // full when all are taken
    private readonly Lock _gate = new();
    private int _running;

    public int MostAtOnce { get; private set; }

    public async ValueTask<JobHandle> SubmitAsync(TrainingJobSpec spec, CancellationToken cancellationToken = default)
    {
        await _slots.Writer.WriteAsync(true, cancellationToken);
        lock (_gate)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        try
        {
            var job = await inner.SubmitAsync(spec, cancellationToken);
            _ = FreeWhenEndedAsync(job);
            return job;
        }
        catch
        {
            Free();
            throw;
        }
    }

    public ValueTask<JobStatus> GetStatusAsync(JobHandle job, CancellationToken cancellationToken = default) =>
        inner.GetStatusAsync(job, cancellationToken);

    public ValueTask StopAsync(JobHandle job, CancellationToken cancellationToken = default) => inner.StopAsync(job, cancellationToken);

    public ValueTask TerminateAsync(JobHandle job, CancellationToken cancellationToken = default) => inner.TerminateAsync(job, cancellationToken);

    public IAsyncEnumerable<JobEvent> WatchAsync(JobHandle job, long fromPosition = 0, CancellationToken cancellationToken = default) =>
        inner.WatchAsync(job, fromPosition, cancellationToken);

    public object? GetService(Type serviceType) => serviceType == typeof(QueueingBackend) ? this : inner.GetService(serviceType);

    private async Task FreeWhenEndedAsync(JobHandle job)
    {
        try
        {
            await foreach (var _ in inner.WatchAsync(job))
            {
                // the last event is the terminal status
            }
        }
        finally
        {
            Free();
        }
    }

    private void Free()
    {
        lock (_gate)
        {
            _running--;
        }

        _slots.Reader.TryRead(out _);
    }
}
#endregion
