using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;
using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>The source as a stream; null when the channel can be read again.</summary>
    internal IStreamSource? Stream => _source as IStreamSource;

    /// <summary>
    /// Rows without an end, for <c>FitStreamAsync</c>. Nothing is kept: the stream passes once, and a second pass is an
    /// <see cref="InvalidOperationException"/>. For rows that end use <see cref="From{T}(IAsyncEnumerable{T})"/>, which keeps them.
    /// </summary>
    /// <typeparam name="T">As for <see cref="From{T}(IEnumerable{T})"/>.</typeparam>
    /// <param name="rows">The records. Enumerated once; cancelled when reading stops.</param>
    /// <exception cref="ArgumentException">A property is of a type that no column can hold, or two stand for one column.</exception>
    public static DataChannel FromStream<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(IAsyncEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return FromSource(new RecordStreamSource<T>(rows));
    }

    /// <summary>Rows without an end that can be read again from a position, so that a job which was interrupted goes on where it was.</summary>
    /// <typeparam name="T">As for <see cref="From{T}(IEnumerable{T})"/>.</typeparam>
    /// <param name="source">The source.</param>
    /// <exception cref="ArgumentException">A property is of a type that no column can hold, or two stand for one column.</exception>
    public static DataChannel FromStream<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(IPositionedSource<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return FromSource(new PositionedStreamSource<T>(source));
    }

    /// <summary>Record batches without an end; see <see cref="FromStream{T}(IAsyncEnumerable{T})"/>.</summary>
    /// <param name="batches">Batches with the same columns, which the channel disposes. A batch may have any number of rows.</param>
    public static DataChannel FromStream(IAsyncEnumerable<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return FromSource(new BatchStreamSource(batches));
    }

    /// <summary>The same roles and steps over some rows of the stream.</summary>
    internal DataChannel Over(IReadOnlyList<RecordBatch> rows) =>
        new(new ArrowSource(_source.Description, rows[0].Schema, () => rows), _transforms, _roles, _mode);
}
