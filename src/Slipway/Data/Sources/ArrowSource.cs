using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Record batches of the caller. A pass hands out shares of them (no copy), so the caller's own batches stay usable.</summary>
/// <param name="description">What the rows are, for messages.</param>
/// <param name="schema">Columns of every batch, or null to take those of the first.</param>
/// <param name="batches">Starts an enumeration; called once a pass.</param>
internal sealed class ArrowSource(string description, Schema? schema, Func<IEnumerable<RecordBatch>> batches) : IChannelSource
{
    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public string? LocalOnlyReason => description;

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop)
    {
        var rows = batches().GetEnumerator();
        try
        {
            if (schema is not null)
            {
                return new ArrowSourceReader(description, schema, rows, first: null);
            }

            return rows.MoveNext()
                ? new ArrowSourceReader(description, rows.Current.Schema, rows, rows.Current)
                : throw new DataFormatException(
                    "there are no batches, so the columns are unknown", description, expected: "at least one RecordBatch",
                    remedy: "Pass the schema too: DataChannel.FromArrow(schema, () => batches).");
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
