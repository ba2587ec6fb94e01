using Slipway.Models;
using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>Deletes the models of trials that are beaten, and the checkpoints of trials that have ended.</summary>
internal sealed class TrialModels(TuningTask task)
{
    private readonly Dictionary<int, Trial> _kept = [];

    /// <summary>What earlier processes kept of the same search.</summary>
    public void Begin(IReadOnlyList<Trial> front)
    {
        foreach (var trial in front)
        {
            _kept[trial.Number] = trial;
        }
    }

    /// <summary>Tidies up after a trial has ended.</summary>
    /// <param name="ended">The trial.</param>
    /// <param name="front">The best trial, or the Pareto front, as it is now.</param>
    public async Task TidyAsync(Trial ended, IReadOnlyList<Trial> front)
    {
        if (task.Plan.Settings.KeepModels == KeepModels.All)
        {
            return;
        }

        if (ended.State != TrialState.Completed || front.All(t => t.Number != ended.Number))
        {
            await DeleteAsync(ended).ConfigureAwait(false);
        }
        else
        {
            _kept[ended.Number] = ended;
            DeleteCheckpoints(ended);
        }

        foreach (var beaten in _kept.Values.Where(k => front.All(t => t.Number != k.Number)).ToList())
        {
            await DeleteAsync(beaten).ConfigureAwait(false);
            _kept.Remove(beaten.Number);
        }
    }

    private async Task DeleteAsync(Trial trial)
    {
        DeleteCheckpoints(trial);
        try
        {
            var model = ArtifactLocation.Below(LocalPath.ToUri(task.JobDirectoryOf(trial)), "output/" + ArtifactNames.Archive);
            await task.SettingsOf(trial).Services.GetStore(model).DeleteAsync(model).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted costs room on the disk, not the search.
        }
    }

    private void DeleteCheckpoints(Trial trial)
    {
        var directory = task.JobDirectoryOf(trial);
        try
        {
            if (LocalPath.TryGet(directory, out var path) && Directory.Exists(Path.Combine(path, "checkpoints")))
            {
                Directory.Delete(Path.Combine(path, "checkpoints"), recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }
}
