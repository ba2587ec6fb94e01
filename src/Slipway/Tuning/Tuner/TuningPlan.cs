using System.Globalization;
using Slipway.Jobs;

namespace Slipway.Tuning;

/// <summary>A tuner's settings, checked, as one search.</summary>
internal sealed class TuningPlan
{
    /// <summary>Longest name of a search: a job's name has 63 characters, of which a hyphen and the trial's number take up to 8.</summary>
    private const int LongestName = 55;

    /// <summary>The longest that timers of .NET can wait, in whole days.</summary>
    private static readonly TimeSpan LongestRuntime = TimeSpan.FromDays(49);

    private TuningPlan(IReadOnlyList<SearchSpace> spaces, TunerSettings settings)
    {
        Spaces = spaces;
        Settings = settings;
        Space = TunedSpace.Of(spaces);
        Definition = new SearchDefinition(Space.Parameters, settings.Objectives, settings.Seed);
    }

    public IReadOnlyList<SearchSpace> Spaces { get; }

    public TunerSettings Settings { get; }

    public TunedSpace Space { get; }

    public SearchDefinition Definition { get; }

    public ISampler Sampler => SamplerOf(Settings);

    public IPruner Pruner => PrunerOf(Settings);

    /// <summary>Where clock and loggers come from.</summary>
    public SlipwayServices Services => Spaces[0].Settings.Services;

    /// <exception cref="TuningException">Settings that cannot work; all of them.</exception>
    public static TuningPlan Of(IReadOnlyList<SearchSpace> spaces, TunerSettings settings)
    {
        var problems = FindProblems(spaces, settings).ToList();
        return problems.Count > 0 ? throw new TuningException(problems) : new TuningPlan(spaces, settings);
    }

    /// <summary>The search on these rows.</summary>
    /// <exception cref="TuningException">The channels do not fit; all problems.</exception>
    public TuningTask For(DataChannel train, DataChannel? validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        var problems = Spaces.SelectMany(s => s.FindEstimatorProblems(train, validation)).Distinct().ToList();
        problems.AddRange(Settings.Objectives.Where(o => validation is null && o.Metric.StartsWith("validation:", StringComparison.Ordinal)).Select(
            o => $"{o.Metric} is measured on a validation channel, and there is none; pass one, e.g. from Split."));
        if (problems.Count > 0)
        {
            throw new TuningException(problems);
        }

        var name = Settings.Name
            ?? (Settings.Journal is { } journal ? NameOf(journal) : JobName.Create("tuning", Services.Clock.GetUtcNow()));
        return new TuningTask(this, train, validation, name);
    }

    private static ISampler SamplerOf(TunerSettings settings) => settings.Sampler
        ?? (settings.Objectives.Count > 1 ? Slipway.Sampler.Tpe() : Slipway.Sampler.Bayesian());

    private static IPruner PrunerOf(TunerSettings settings) => settings.Pruner ?? Slipway.Pruner.None();

    private static IEnumerable<string> FindProblems(IReadOnlyList<SearchSpace> spaces, TunerSettings settings)
    {
        if (spaces.Count == 0)
        {
            return ["There is no search space; pass at least one to HyperparameterTuner.For."];
        }

        var inSpace = TunedSpace.FindProblems(spaces).ToList();
        var inSearch = inSpace.Count > 0
            ? settings.Objectives.Count > 0 ? [] : ["There is no objective; expected: at least one."]
            : SearchValidation.FindProblems(
            new SearchDefinition(TunedSpace.Of(spaces).Parameters, settings.Objectives, settings.Seed), SamplerOf(settings), PrunerOf(settings), []);
        return inSpace.Concat(inSearch).Concat(FindObjectiveProblems(spaces, settings)).Concat(FindLimitProblems(settings)).Concat(FindNameProblems(settings));
    }

    private static IEnumerable<string> FindObjectiveProblems(IReadOnlyList<SearchSpace> spaces, TunerSettings settings)
    {
        foreach (var space in spaces)
        {
            var description = space.Algorithm.Describe();
            foreach (var objective in settings.Objectives)
            {
                var declared = description.Metrics.FirstOrDefault(m => m.Name == objective.Metric);
                if (declared is null)
                {
                    yield return $"{description.Id} does not emit {objective.Metric}; it emits {string.Join(", ", description.Metrics.Select(m => m.Name))}.";
                }
                else if (declared.Direction != objective.Direction)
                {
                    yield return $"{objective.Metric} of {description.Id} is better when it is " +
                        (declared.Direction == MetricDirection.Maximize ? "higher; use Maximize." : "lower; use Minimize.");
                }
            }
        }
    }

    private static IEnumerable<string> FindLimitProblems(TunerSettings settings)
    {
        foreach (var (name, value, least) in new[]
        {
            ("WithMaxTrials", settings.MaxTrials, 1),
            ("WithMaxParallelTrials", settings.MaxParallelTrials, 1),
            ("WithMaxConsecutiveFailures", settings.MaxConsecutiveFailures, 1),
            ("WithNoImprovementStop", settings.NoImprovementTrials ?? 1, 1),
            ("WithConvergenceStop", settings.Convergence?.Trials ?? 2, 2),
        })
        {
            if (value < least)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; allowed: at least {least}.");
            }
        }

        if (settings.MaxRuntime is { } limit && (limit <= TimeSpan.Zero || limit > LongestRuntime))
        {
            yield return $"WithMaxRuntime is {limit}; allowed: a positive time of at most {LongestRuntime.Days} days (more than that: leave it out).";
        }

        if (settings.Convergence is { } rule && !(rule.Tolerance >= 0 && double.IsFinite(rule.Tolerance)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The tolerance of WithConvergenceStop is {rule.Tolerance}; allowed: a finite number, at least 0.");
        }

        if (settings.TargetValue is { } target && !double.IsFinite(target))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"WithTargetValue is {target}; allowed: a finite number.");
        }

        foreach (var (name, set) in new[]
        {
            ("WithTargetValue", settings.TargetValue is not null),
            ("WithNoImprovementStop", settings.NoImprovementTrials is not null),
            ("WithConvergenceStop", settings.Convergence is not null),
        })
        {
            if (set && settings.Objectives.Count > 1)
            {
                yield return $"{name} needs a single objective; there are {string.Join(", ", settings.Objectives.Select(o => o.Metric))}.";
            }
        }
    }

    private static IEnumerable<string> FindNameProblems(TunerSettings settings)
    {
        if (settings.Name is { } name && (name.Length > LongestName || JobName.Problem(name) is not null))
        {
            yield return $"WithName is '{name}'; allowed: 1 to {LongestName} letters, digits and hyphens, beginning and ending with a letter or digit.";
        }

        if (settings.Sampler is GridSampler && settings.WarmStart.Count > 0)
        {
            yield return "WithWarmStart has no use with Sampler.Grid, which tries every point anyway; leave one of them out.";
        }

        if (settings.Name is null && settings.Journal is { } journal && NameOf(journal).Length == 0)
        {
            yield return $"The file name of journal '{journal}' gives no name for the search; add WithName.";
        }
    }

    /// <summary>A journal's file name without its extension, as far as it can be part of a job's name.</summary>
    private static string NameOf(string journal)
    {
        var file = Path.GetFileName(Path.TrimEndingDirectorySeparator(journal));
        var stem = Path.GetExtension(file).ToLowerInvariant() is ".journal" or ".jsonl" or ".json" or ".log" or ".txt" ? Path.GetFileNameWithoutExtension(file) : file;
        var name = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return name.Length <= LongestName ? name : name[..LongestName].Trim('-');
    }
}
