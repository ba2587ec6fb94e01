namespace Slipway;

/// <summary>Where in a training an update is.</summary>
/// <param name="Epoch">1-based pass over the data.</param>
/// <param name="Step">0-based number of the update, counted over all epochs.</param>
/// <param name="StepsPerEpoch">Updates in a pass.</param>
/// <param name="Seed">Seed of the job.</param>
/// <param name="MaxThreads">Threads that the update may use.</param>
public readonly record struct TrainingStep(int Epoch, long Step, long StepsPerEpoch, ulong Seed, int MaxThreads);
