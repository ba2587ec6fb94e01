using Apache.Arrow;

namespace Slipway.Data;

/// <summary>A pass over a channel, with the roles of its columns.</summary>
/// <param name="reader">The rows; disposed with this reader.</param>
/// <param name="schema">The roles.</param>
/// <param name="description">What the rows come from, for messages (a path, a URI, <c>in-memory Wine records</c>).</param>
public sealed class ChannelReader(BatchReader reader, ChannelSchema schema, string description) : BatchReader
{
    /// <inheritdoc/>
    public override Schema Schema => reader.Schema;

    /// <summary>The columns and their roles.</summary>
    public ChannelSchema Roles { get; } = schema;

    /// <summary>What the rows come from, for messages.</summary>
    public string Description { get; } = description;

    /// <inheritdoc/>
    public override RecordBatch? Read() => reader.Read();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            reader.Dispose();
        }

        base.Dispose(disposing);
    }
}
