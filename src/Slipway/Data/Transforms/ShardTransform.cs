namespace Slipway.Data;

/// <summary>Every <paramref name="count"/>-th row, starting with row <paramref name="index"/>.</summary>
/// <param name="index">Zero-based shard.</param>
/// <param name="count">Number of shards.</param>
internal sealed class ShardTransform(int index, int count) : IChannelTransform
{
    /// <inheritdoc/>
    public string Operation => FormattableString.Invariant($"Shard({index} of {count})");

    /// <inheritdoc/>
    public bool IsLocalOnly => false;

    /// <inheritdoc/>
    public bool KeepsColumns => true;

    /// <inheritdoc/>
    public BatchReader Open(TransformInput input)
    {
        // Rows to pass over before the next one of this shard.
        long next = index;
        return new RowFilterReader(input.Reader, (batch, chosen) =>
        {
            var chosenCount = 0;
            for (; next < batch.Length; next += count)
            {
                chosen[chosenCount++] = (int)next;
            }

            next -= batch.Length;
            return chosenCount;
        });
    }
}
