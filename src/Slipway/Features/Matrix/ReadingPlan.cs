namespace Slipway.Features;

/// <summary>What a training is going to read.</summary>
/// <param name="Seed">Seed of the job.</param>
/// <param name="BatchSize">Rows in a batch.</param>
/// <param name="FirstEpoch">The epoch to begin with.</param>
/// <param name="FirstBatch">The batch of it to begin with: those before it will be skipped.</param>
/// <param name="LastEpoch">The last epoch that may be asked for.</param>
internal sealed record ReadingPlan(ulong Seed, int BatchSize, int FirstEpoch, long FirstBatch, int LastEpoch);
