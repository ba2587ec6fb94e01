using System.Diagnostics.CodeAnalysis;

namespace Slipway.Data;

/// <summary>
/// A stream of records, which may be readable only once: the first pass reads it to its end into a spool (columns in memory up to 64 MiB, a
/// temporary file beyond); every pass then reads that. A failed first pass keeps nothing.
/// </summary>
internal sealed class AsyncRecordSource<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(
    IAsyncEnumerable<T> rows) : IChannelSource
{
    private readonly IReadOnlyList<RecordProperty<T>> _columns = new RecordBinding<T>().AllColumns();
    private readonly Lock _spooling = new();
    private BatchSpool? _spooled;

    /// <inheritdoc/>
    public string Description { get; } = $"streamed {TypeNames.Of(typeof(T))} records";

    /// <inheritdoc/>
    public string? LocalOnlyReason => Description;

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop)
    {
        lock (_spooling)
        {
            // On the pool, so that a synchronisation context of the caller cannot deadlock with the stream's continuations.
            _spooled ??= Task.Run(() => SpoolAsync(stop), CancellationToken.None).GetAwaiter().GetResult();
            return _spooled.Open();
        }
    }

    private async Task<BatchSpool> SpoolAsync(CancellationToken stop)
    {
        var builder = new RecordBatchBuilder<T>(_columns, Description);
        BatchSpool? spool = null;
        try
        {
            await foreach (var row in rows.WithCancellation(stop).ConfigureAwait(false))
            {
                builder.Append(row);
                if (builder.IsFull)
                {
                    Keep();
                }
            }

            if (builder.Count > 0)
            {
                Keep();
            }

            if (spool is null)
            {
                throw new DataFormatException("there are no rows", Description, expected: "at least one record");
            }

            spool.Complete();
            return spool;
        }
        catch
        {
            spool?.Dispose();
            throw;
        }

        void Keep()
        {
            var batch = builder.Build(); // its vector columns have their widths from the first rows on
            spool ??= new BatchSpool(batch.Schema);
            spool.Append(batch);
        }
    }
}
