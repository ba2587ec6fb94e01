using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// A stream of records, which may be readable only once: the first pass reads it to its end and keeps it in memory as columns (a
/// fraction of the size of the records); every pass then reads those. A failed first pass keeps nothing.
/// </summary>
internal sealed class AsyncRecordSource<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(
    IAsyncEnumerable<T> rows) : IChannelSource
{
    private readonly IReadOnlyList<RecordProperty<T>> _columns = new RecordBinding<T>().AllColumns();
    private readonly Lock _spooling = new();
    private ArrowSource? _spooled;

    /// <inheritdoc/>
    public string Description { get; } = $"streamed {TypeNames.Of(typeof(T))} records";

    /// <inheritdoc/>
    public string? LocalOnlyReason => Description;

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services)
    {
        lock (_spooling)
        {
            // On the pool, so that a synchronisation context of the caller cannot deadlock with the stream's continuations.
            _spooled ??= Task.Run(SpoolAsync).GetAwaiter().GetResult();
            return _spooled.Open(services);
        }
    }

    private async Task<ArrowSource> SpoolAsync()
    {
        var builder = new RecordBatchBuilder<T>(_columns, Description);
        var batches = new List<RecordBatch>();
        await foreach (var row in rows.ConfigureAwait(false))
        {
            builder.Append(row);
            if (builder.IsFull)
            {
                batches.Add(builder.Build());
            }
        }

        if (builder.Count > 0)
        {
            batches.Add(builder.Build());
        }

        return batches.Count > 0
            ? new ArrowSource(Description, batches[0].Schema, () => batches)
            : throw new DataFormatException("there are no rows", Description, expected: "at least one record");
    }
}
