namespace Slipway.Tuning;

/// <summary>What a trial's training job has that its estimator does not say.</summary>
/// <param name="Name">Name of the job.</param>
/// <param name="Seed">Seed of its random decisions.</param>
/// <param name="MaxThreads">Threads that it may keep busy.</param>
/// <param name="MemoryBudget">Bytes that its rows may hold in memory.</param>
internal sealed record TrialJob(string Name, ulong Seed, int MaxThreads, long MemoryBudget);
