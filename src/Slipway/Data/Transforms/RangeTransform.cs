namespace Slipway.Data;

/// <summary>A run of rows: passes over the first ones, gives some, and reads no further.</summary>
/// <param name="skip">Rows to pass over.</param>
/// <param name="take">Rows to give; <see cref="long.MaxValue"/> for the rest.</param>
internal sealed class RangeTransform(long skip, long take) : IChannelTransform
{
    /// <inheritdoc/>
    public string Operation => take == long.MaxValue
        ? FormattableString.Invariant($"Skip({skip})")
        : FormattableString.Invariant($"Take({take})");

    /// <inheritdoc/>
    public bool IsLocalOnly => false;

    /// <inheritdoc/>
    public bool KeepsColumns => true;

    /// <inheritdoc/>
    public BatchReader Open(TransformInput input) => new RangeReader(input.Reader, skip, take);
}
