namespace Slipway.Features;

/// <summary>Rows of one epoch in memory, and the order in which they are given out; or the end of an epoch.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Start">Rows of the epoch before these.</param>
/// <param name="Rows">The rows; null for the end of the epoch.</param>
/// <param name="Order">Chunk (high half) and row in it (low half) of each row.</param>
internal sealed record PipePool(int Epoch, long Start, FeatureMatrix? Rows, ulong[] Order) : IDisposable
{
    /// <summary>Rows of the epoch up to the last of these.</summary>
    public long End => Start + Order.Length;

    /// <summary>Shuffles rows for their epoch.</summary>
    public static PipePool Shuffled(FeatureMatrix rows, ulong seed, int epoch, int number, long start)
    {
        var order = new ulong[rows.RowCount];
        var at = 0;
        for (var c = 0; c < rows.ChunkCount; c++)
        {
            for (var r = 0; r < rows.ChunkAt(c).Rows; r++)
            {
                order[at++] = ((ulong)(uint)c << 32) | (uint)r;
            }
        }

        SplitMix64.For(seed, epoch, number).Shuffle(order.AsSpan());
        return new PipePool(epoch, start, rows, order);
    }

    /// <inheritdoc/>
    public void Dispose() => Rows?.Dispose();
}
