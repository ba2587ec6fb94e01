namespace Slipway.Data;

/// <summary>
/// One lazy step between a source and the reader of a channel. Immutable and thread-safe: one transform serves many passes.
/// The reader that it returns owns the reader that it is given. It may change rows and columns; a column that keeps its name keeps its
/// role.
/// </summary>
internal interface IChannelTransform
{
    /// <summary>The call that added it, for messages: <c>Shuffle(seed 3)</c>, <c>Where&lt;Wine&gt;</c>.</summary>
    string Operation { get; }

    /// <summary>True when it holds a delegate and so cannot be sent to another process (design 6.6).</summary>
    bool IsLocalOnly { get; }

    /// <summary>
    /// True when it gives the columns that it gets and looks at none but label and weight, so that columns that nobody wants need not be read.
    /// </summary>
    bool KeepsColumns => false;

    /// <summary>Wraps the reader of one pass. Throws before it takes ownership of the reader, or not at all.</summary>
    /// <param name="input">The rows so far and what is known of them.</param>
    BatchReader Open(TransformInput input);
}
