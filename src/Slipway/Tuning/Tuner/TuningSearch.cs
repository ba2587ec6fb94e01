using System.Text.Json.Nodes;
using Slipway.Data;
using Slipway.Models;

namespace Slipway.Tuning;

/// <summary>Opens the ask-and-tell search behind a tuner: fresh, or from its journal, with what earlier searches know.</summary>
internal static class TuningSearch
{
    private const string Hints = "hints";

    /// <exception cref="TuningJournalException">A journal is in use, damaged, that of another search, or cannot be written.</exception>
    public static async Task<HyperparameterSearch> OpenAsync(TuningTask task, CancellationToken cancellationToken)
    {
        var settings = task.Plan.Settings;
        var options = new HyperparameterSearchOptions { Clock = task.Plan.Services.Clock, Journal = settings.Journal, Services = task.Plan.Services };
        if (settings.Journal is null && settings.WarmStart.Count == 0)
        {
            return HyperparameterSearch.Create(task.Plan.Definition, task.Plan.Sampler, task.Plan.Pruner, options);
        }

        var identity = await OwnThread.RunAsync(() => Identity(task, cancellationToken), cancellationToken).ConfigureAwait(false);
        var warmStart = await WarmStartOf(task.Plan, identity, cancellationToken).ConfigureAwait(false);
        if (warmStart.Hints.Count > 0)
        {
            identity[Hints] = HintedSampler.Write(warmStart.Hints);
        }

        return HyperparameterSearch.Create(
            task.Plan.Definition, HintedSampler.Around(task.Plan.Sampler, warmStart.Hints), task.Plan.Pruner,
            options with { Identity = identity, WarmStart = warmStart.Trials });
    }

    /// <summary>A search that goes on keeps the warm start that it began with, whatever became of the earlier journals.</summary>
    private static async Task<WarmStart> WarmStartOf(TuningPlan plan, Dictionary<string, string> identity, CancellationToken cancellationToken)
    {
        if (plan.Settings.Journal is { } path && await JournalReader.ExistsAsync(path, plan.Services, cancellationToken).ConfigureAwait(false)
            && await TuningJournal.TryReadAsync(path, plan.Services, cancellationToken).ConfigureAwait(false) is { } begun)
        {
            return new WarmStart([], begun.Identity.TryGetValue(Hints, out var hints) ? HintedSampler.Read(hints) : []);
        }

        return await WarmStart.ReadAsync(plan.Settings.WarmStart, plan.Services, plan.Definition, identity, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What else decides the trials' values: the data, and what the estimators fix.</summary>
    private static Dictionary<string, string> Identity(TuningTask task, CancellationToken cancellationToken)
    {
        var services = task.Plan.Services;
        var identity = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["data of train"] = ChannelFingerprint.Of(task.Train, services, cancellationToken),
        };
        if (task.Validation is { } validation)
        {
            identity["data of validation"] = ChannelFingerprint.Of(validation, services, cancellationToken);
        }

        foreach (var space in task.Plan.Spaces)
        {
            var settings = space.Algorithm.ToHyperparameters();
            foreach (var varied in space.Varied)
            {
                foreach (var name in settings.Select(s => s.Key).Where(k => HyperparameterJson.SameName(k, varied.Name)).ToList())
                {
                    settings.Remove(name);
                }
            }

            identity[$"algorithm of {space.Name}"] = new JsonObject
            {
                ["id"] = space.Algorithm.Describe().Id,
                ["fixed"] = settings,
                ["features"] = space.Settings.Features.ToJson(),
                ["seed"] = space.Settings.Seed,
                ["initial_model"] = space.Settings.InitialModel?.Digest,
            }.ToJsonString();
        }

        return identity;
    }
}
