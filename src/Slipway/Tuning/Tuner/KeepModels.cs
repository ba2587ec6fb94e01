namespace Slipway;

/// <summary>Which trials' models a tuner keeps in their job directories.</summary>
public enum KeepModels
{
    /// <summary>The best one (with several objectives: those on the Pareto front). Others, and checkpoints of ended trials, are deleted as soon as they are beaten.</summary>
    Best,

    /// <summary>All of them.</summary>
    All,
}
