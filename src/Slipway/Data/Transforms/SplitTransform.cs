namespace Slipway.Data;

/// <summary>One part of a random split: the rows whose hash is below, or not below, the fraction.</summary>
/// <param name="fraction">Share of the first part, between 0 and 1.</param>
/// <param name="seed">Seed of the hash.</param>
/// <param name="first">Which part.</param>
internal sealed class SplitTransform(double fraction, ulong seed, bool first) : IChannelTransform
{
    private readonly RowHash _hash = new(seed, RowHash.Split);

    // 2^64 * fraction fits: fraction < 1 leaves at least 2^11 below 2^64.
    private readonly ulong _threshold = (ulong)(fraction * 18446744073709551616.0);

    /// <inheritdoc/>
    public string Operation => FormattableString.Invariant($"Split({fraction}, seed {seed}) {(first ? "first" : "second")} part");

    /// <inheritdoc/>
    public bool IsLocalOnly => false;

    /// <inheritdoc/>
    public bool KeepsColumns => true;

    /// <inheritdoc/>
    public BatchReader Open(TransformInput input)
    {
        long row = 0;
        return new RowFilterReader(input.Reader, (batch, chosen) =>
        {
            var count = 0;
            for (var i = 0; i < batch.Length; i++)
            {
                if (_hash.Of(row++) < _threshold == first)
                {
                    chosen[count++] = i;
                }
            }

            return count;
        });
    }
}
