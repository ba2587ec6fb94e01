namespace Slipway.Data;

/// <summary>Rows in a random order that the seed fixes: of all rows when they fit the buffer, else within a sliding window.</summary>
/// <param name="seed">Seed of the order.</param>
/// <param name="bufferRows">Most rows held.</param>
/// <param name="bufferBytes">Most bytes held (checked after each batch).</param>
internal sealed class ShuffleTransform(ulong seed, int bufferRows, long bufferBytes) : IChannelTransform
{
    /// <inheritdoc/>
    public string Operation => FormattableString.Invariant($"Shuffle(seed {seed})");

    /// <inheritdoc/>
    public bool IsLocalOnly => false;

    /// <inheritdoc/>
    public BatchReader Open(TransformInput input) => new ShuffleReader(input.Reader, seed, bufferRows, bufferBytes);
}
