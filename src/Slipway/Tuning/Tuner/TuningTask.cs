using Slipway.Jobs;

namespace Slipway.Tuning;

/// <summary>A search on certain rows under a certain name: everything that its trials need to know.</summary>
/// <param name="Plan">The search.</param>
/// <param name="Train">Training rows.</param>
/// <param name="Validation">Rows to validate on, or null.</param>
/// <param name="Name">Name of the search.</param>
internal sealed record TuningTask(TuningPlan Plan, DataChannel Train, DataChannel? Validation, string Name)
{
    private const ulong Stride = 0x9E3779B97F4A7C15;

    /// <summary>Trials that run at the same time: as many as asked for, and as fit into this process where their jobs run in it.</summary>
    public int ParallelTrials
    {
        get
        {
            var trials = Plan.Settings.MaxParallelTrials;
            foreach (var settings in Plan.Spaces.Select(s => s.Settings).Where(IsLive))
            {
                var byThreads = settings.MaxThreads is { } threads ? Environment.ProcessorCount / threads : trials;
                var byMemory = settings.MemoryBudget is { } bytes ? EstimatorSettings.AvailableMemory / bytes : trials;
                trials = (int)Math.Max(1, Math.Min(trials, Math.Min(byThreads, byMemory)));
            }

            return trials;
        }
    }

    /// <summary>Name of a trial's job. A journal is a file that anyone may have written: what is no job's name in it names no folder.</summary>
    public string JobOf(Trial trial) => trial.JobName is { } name && JobName.Problem(name) is null ? name : JobNameOf(trial.Number);

    public string JobNameOf(int number) => FormattableString.Invariant($"{Name}-{number}");

    /// <summary>The settings of the estimator that trains a trial.</summary>
    public EstimatorSettings SettingsOf(Trial trial) => Plan.Spaces[Plan.Space.SpaceOf(trial.Point)].Settings;

    /// <summary>The directory of a trial's job.</summary>
    public string JobDirectoryOf(Trial trial) => JobLocation.Of(SettingsOf(trial).Output, JobOf(trial));

    /// <summary>The training job of a trial.</summary>
    /// <exception cref="HyperparameterException">The trial's hyperparameters do not go together; all problems.</exception>
    public TrainingJobSpec SpecOf(Trial trial)
    {
        var space = Plan.Spaces[Plan.Space.SpaceOf(trial.Point)];
        var parallel = IsLive(space.Settings) ? ParallelTrials : 1;
        return space.CreateSpec(
            Plan.Space.AlgorithmOf(trial.Point),
            new TrialJob(
                JobOf(trial),
                SeedOf(trial.Number, space.Settings.Seed),
                space.Settings.MaxThreads ?? Math.Max(1, Environment.ProcessorCount / parallel),
                space.Settings.MemoryBudget ?? Math.Max(1024 * 1024, space.Settings.MemoryOfJob / parallel)),
            Train, Validation);
    }

    /// <summary>Whether jobs of these settings run in this process.</summary>
    public static bool IsLive(EstimatorSettings settings) => settings.Backend.GetService(typeof(ILiveJobs)) is ILiveJobs;

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) over both seeds and the trial's number.</summary>
    private ulong SeedOf(int number, ulong estimatorSeed) =>
        Mix(Mix(Plan.Settings.Seed + (estimatorSeed * Stride)) + ((ulong)number * Stride));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
