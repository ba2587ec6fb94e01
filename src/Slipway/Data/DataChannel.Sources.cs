using Apache.Arrow;
using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>Reads record batches that the caller holds in memory.</summary>
    /// <param name="batches">
    /// Batches with the same columns; enumerated once a pass, so pass a collection or an iterator that can start again. They stay the
    /// caller's: do not dispose them while the channel is in use.
    /// </param>
    public static DataChannel FromArrow(IEnumerable<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return FromSource(new ArrowSource("in-memory Arrow batches", null, () => batches));
    }

    /// <summary>Reads record batches that a delegate makes anew for each pass.</summary>
    /// <param name="schema">Columns of every batch.</param>
    /// <param name="batches">
    /// Starts an enumeration; must give the same rows each time, and may be called from several threads. The batches stay the caller's.
    /// </param>
    public static DataChannel FromArrow(Schema schema, Func<IEnumerable<RecordBatch>> batches)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(batches);
        return FromSource(new ArrowSource("in-memory Arrow batches", schema, batches));
    }

    /// <summary>Reads rows through a reader that a delegate opens anew for each pass: a database, an engine, a source of your own.</summary>
    /// <param name="description">What the rows come from, for messages: <c>table wines of cellar.db</c>.</param>
    /// <param name="open">
    /// Starts a pass; must give the same rows in the same order each time, and may be called from several threads. Nothing is called before
    /// the channel is read.
    /// </param>
    public static DataChannel FromReader(string description, Func<SlipwayServices, BatchReader> open)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(open);
        return FromSource(new ReaderSource(description, open));
    }
}
