using Slipway.Data;

namespace Slipway.Features;

/// <summary>
/// Training rows that nobody keeps: each epoch reads the channel anew, in pools of rows that are shuffled and given out while the next ones are read
/// (docs/adr/0009).
/// </summary>
/// <remarks>
/// The order of an epoch depends on the channel, the seed and the epoch: objects are permuted; consecutive rows form a pool of <see cref="PoolRows"/> rows,
/// or of as many as fit <see cref="PoolBytes"/>; rows are permuted within their pool. Memory decides how many pools may wait, never how large they are.
/// </remarks>
internal sealed class PipeRows : ITrainingRows
{
    /// <summary>Most rows of a pool.</summary>
    public const int PoolRows = 65_536;

    /// <summary>Bytes of features that a pool holds.</summary>
    public const long PoolBytes = 64L << 20;

    /// <summary>One is being trained on, one waits, one is being filled: more would wait only.</summary>
    private const int MostPools = 3;

    public PipeRows(
        Func<ulong, int, CancellationToken, ChannelReader> open, FittedFeaturePipeline features, long rows, TargetSummary targets, string fingerprint, long memoryBudget)
    {
        Open = open;
        Features = features;
        RowCount = rows;
        Targets = targets;
        Fingerprint = fingerprint;
        var rowBytes = features.FeatureCount * (long)sizeof(float);
        RowsPerPool = features.IsSparse ? PoolRows : (int)Math.Clamp(PoolBytes / rowBytes, 1, PoolRows);
        var poolBytes = Math.Min(features.IsSparse ? PoolBytes : RowsPerPool * rowBytes, features.IsSparse ? long.MaxValue : rows * rowBytes);
        Pools = (int)Math.Min(MostPools, memoryBudget / poolBytes);
        if (Pools == 0)
        {
            throw new SlipwayException(FormattableString.Invariant(
                $"Training from a stream (InputMode.Pipe) holds a pool of rows in memory to shuffle them: {poolBytes} bytes of features here, ")
                + FormattableString.Invariant($"and this job's memory budget leaves {memoryBudget}. The order of rows must not depend on the budget, so the pool ")
                + "cannot be smaller. Raise WithMemoryBudget (half of it is for features), or read the channel by InputMode.File or FastFile.");
        }
    }

    /// <summary>Starts the pass of an epoch; the token ends waiting for rows.</summary>
    public Func<ulong, int, CancellationToken, ChannelReader> Open { get; }

    public FittedFeaturePipeline Features { get; }

    /// <inheritdoc/>
    public int FeatureCount => Features.FeatureCount;

    /// <inheritdoc/>
    public long RowCount { get; }

    public TargetSummary Targets { get; }

    /// <summary>Hash of the rows as the first pass read them.</summary>
    public string Fingerprint { get; }

    /// <summary>Rows after which a pool is full; a sparse one may be full before.</summary>
    public int RowsPerPool { get; }

    /// <summary>Pools that may be in memory at once.</summary>
    public int Pools { get; }

    /// <inheritdoc/>
    public ITrainingReading Read(ReadingPlan plan, CancellationToken cancellationToken) => new PipeReading(this, plan, cancellationToken);
}
