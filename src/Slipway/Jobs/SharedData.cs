using Slipway.Features;
using Slipway.Telemetry;

namespace Slipway.Jobs;

/// <summary>
/// Channels as features, read once for all jobs of this process that agree on channels, pipeline and task. Matrices are not changed by training, so
/// any number of jobs may read them at the same time; they live until this object and all jobs that use them are done.
/// </summary>
/// <param name="memoryBudget">Bytes that the rows may hold in memory; more goes to a spill file.</param>
/// <param name="spillFolder">Folder of the spill files.</param>
internal sealed class SharedData(long memoryBudget, string spillFolder) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Entry> _entries = [];
    private bool _disposed;

    /// <summary>The job's data; the first job that needs them reads them, while others wait for it.</summary>
    public PreparedData Get(TrainingJobSpec spec, AlgorithmDescription description, TrainingRunServices services)
    {
        var key = new Key(
            spec.Channels[EstimatorChannels.Train], spec.Channels.GetValueOrDefault(EstimatorChannels.Validation), spec.Features,
            description.Task, description.Input, spec.InitialModel?.Digest, PreparedData.TrainsFromStream(spec));
        Entry entry;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            entry = _entries.TryGetValue(key, out var known) ? known : _entries[key] = new Entry();
        }

        services.UntilStopped(token =>
        {
            entry.Reading.Wait(token);
            return true;
        });
        try
        {
            if (Take(entry) is { } ready)
            {
                LogMessages.DataShared(services.Logger, ready.Rows);
                return ready;
            }

            var data = PreparedData.Read(spec, description, services, memoryBudget, spillFolder);
            lock (_gate)
            {
                if (!_disposed)
                {
                    entry.Data = data.Share();
                }
            }

            return data;
        }
        finally
        {
            entry.Reading.Release();
        }
    }

    /// <summary>Lets go of the data: jobs that still use them keep them until they end.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var entry in _entries.Values)
            {
                entry.Data?.Dispose();
                entry.Data = null;
            }

            _entries.Clear();
        }
    }

    private PreparedData? Take(Entry entry)
    {
        lock (_gate)
        {
            return entry.Data?.Share();
        }
    }

    private sealed record Key(
        DataChannel Train, DataChannel? Validation, FeaturePipeline Features, LearningTask Task, AlgorithmInput Input, string? InitialModel,
        bool FromStream);

    private sealed class Entry
    {
        public SemaphoreSlim Reading { get; } = new(1);

        public PreparedData? Data { get; set; }
    }
}
