using Slipway.Jobs;
using Slipway.Models;
using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>Deletes the models of trials that are beaten, and the checkpoints of trials that have ended.</summary>
internal sealed class TrialModels(TuningTask task) : IDisposable
{
    private readonly Dictionary<int, Trial> _kept = [];
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>What earlier processes of the same search left: a killed one may not have tidied up after its last trials.</summary>
    /// <param name="ended">Ended trials of the search.</param>
    /// <param name="front">The best trial, or the Pareto front.</param>
    public async Task BeginAsync(IEnumerable<Trial> ended, IReadOnlyList<Trial> front)
    {
        if (task.Plan.Settings.KeepModels == KeepModels.All)
        {
            return;
        }

        foreach (var trial in ended)
        {
            if (front.Any(t => t.Number == trial.Number))
            {
                _kept[trial.Number] = trial;
            }
            else
            {
                await DeleteAsync(trial).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Tidies up after a trial has ended. Trials that end together tidy up one after the other.</summary>
    /// <param name="ended">The trial.</param>
    /// <param name="front">Gives the best trial, or the Pareto front, as it is at that moment.</param>
    public async Task TidyAsync(Trial ended, Func<IReadOnlyList<Trial>> front)
    {
        if (task.Plan.Settings.KeepModels == KeepModels.All)
        {
            return;
        }

        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            var best = front();
            if (ended.State != TrialState.Completed || best.All(t => t.Number != ended.Number))
            {
                await DeleteAsync(ended).ConfigureAwait(false);
            }
            else
            {
                _kept[ended.Number] = ended;
                await DeleteCheckpointsAsync(ended).ConfigureAwait(false);
            }

            foreach (var beaten in _kept.Values.Where(k => best.All(t => t.Number != k.Number)).ToList())
            {
                await DeleteAsync(beaten).ConfigureAwait(false);
                _kept.Remove(beaten.Number);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>A failed trial has no model, and perhaps not even a job of its own; its checkpoints stay for whoever looks into it.</summary>
    private async Task DeleteAsync(Trial trial)
    {
        if (trial.State == TrialState.Failed)
        {
            return;
        }

        await DeleteCheckpointsAsync(trial).ConfigureAwait(false);
        try
        {
            var model = ArtifactLocation.Below(LocalPath.ToUri(task.JobDirectoryOf(trial)), "output/" + ArtifactNames.Archive);
            await task.SettingsOf(trial).Services.GetStore(model).DeleteAsync(model).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What cannot be deleted, from whatever store, costs room there, not the search.
        }
    }

    private async Task DeleteCheckpointsAsync(Trial trial)
    {
        var directory = task.JobDirectoryOf(trial);
        try
        {
            if (!LocalPath.TryGet(directory, out var path))
            {
                await StoredJobFolder.At(directory, task.SettingsOf(trial).Services).DeleteCheckpointsAsync(CancellationToken.None).ConfigureAwait(false);
            }
            else if (Directory.Exists(Path.Combine(path, "checkpoints")))
            {
                Directory.Delete(Path.Combine(path, "checkpoints"), recursive: true);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // As above.
        }
    }
}
