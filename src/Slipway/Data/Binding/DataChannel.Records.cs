using System.Diagnostics.CodeAnalysis;
using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>
    /// Reads records in memory. Each public readable property is a column with its name (or its <see cref="ColumnNameAttribute"/>).
    /// </summary>
    /// <typeparam name="T">
    /// A class, record or struct. Properties may be integers, float, double, decimal (read as float64), bool, string, enums (read as
    /// the names of their values), nullable forms of these (null is missing), and <c>float[]</c>, <c>ReadOnlyMemory&lt;float&gt;</c>,
    /// <c>double[]</c>, <c>byte[]</c> of one length in all rows.
    /// </typeparam>
    /// <param name="rows">
    /// The records. Enumerated once a pass, possibly by several threads at once: pass a collection that does not change while the channel
    /// is in use, or an iterator that gives the same records each time.
    /// </param>
    /// <exception cref="ArgumentException">A property is of another type, or two stand for one column.</exception>
    /// <remarks>
    /// <see cref="Open"/> throws a <see cref="DataFormatException"/> when there are no rows; it and the reader do for a null record
    /// and for a vector of another length, naming the row.
    /// </remarks>
    public static DataChannel From<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return FromSource(new RecordSource<T>(rows));
    }

    /// <summary>
    /// Reads a stream of records, once: the first pass reads it to its end and keeps it in memory as columns, from which every pass reads.
    /// </summary>
    /// <inheritdoc cref="From{T}(IEnumerable{T})"/>
    /// <param name="rows">The records. Enumerated once, when the first pass starts.</param>
    public static DataChannel From<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(IAsyncEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return FromSource(new AsyncRecordSource<T>(rows));
    }

    /// <summary>
    /// Keeps the rows that a delegate accepts. The rows keep all their columns, also those that <typeparamref name="T"/> does not have.
    /// </summary>
    /// <typeparam name="T">
    /// The columns that the delegate looks at. Constructor parameters and settable properties are filled from the columns of their names
    /// (case, <c>_</c>, <c>-</c> and spaces are ignored; <see cref="ColumnNameAttribute"/> overrides); each must have one, except
    /// parameters with a default value.
    /// </typeparam>
    /// <param name="predicate">
    /// Called for each row of each pass; must give the same answer each time, and may be called by several threads.
    /// </param>
    /// <remarks>
    /// The delegate ties the channel to this process. <see cref="Open"/> throws a <see cref="DataFormatException"/> when a column is
    /// absent or of a type that the property cannot hold; the reader does for a missing value of a property that is not nullable
    /// and for a number outside the property's range.
    /// </remarks>
    public DataChannel Where<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Transform(new WhereTransform<T>(predicate));
    }

    /// <summary>
    /// Makes each row anew. The columns are then the properties of <typeparamref name="TOut"/>; label and weight are found among them by
    /// name.
    /// </summary>
    /// <typeparam name="TIn">The columns that the delegate looks at, as for <see cref="Where"/>.</typeparam>
    /// <typeparam name="TOut">The new columns, as for <see cref="From{T}(IEnumerable{T})"/>.</typeparam>
    /// <param name="map">
    /// Called for each row of each pass; must give the same record each time, and may be called by several threads.
    /// </param>
    /// <exception cref="ArgumentException">A property of <typeparamref name="TOut"/> cannot be a column.</exception>
    /// <remarks>
    /// The delegate ties the channel to this process. Errors are those of <see cref="Where"/> and <see cref="From{T}(IEnumerable{T})"/>.
    /// </remarks>
    public DataChannel Map<
        [DynamicallyAccessedMembers(RecordMembers.Accessed)] TIn, [DynamicallyAccessedMembers(RecordMembers.Accessed)] TOut>(Func<TIn, TOut> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Transform(new MapTransform<TIn, TOut>(map));
    }
}
