using System.Diagnostics.CodeAnalysis;

namespace Slipway.Data;

/// <summary>Records in memory, enumerated once a pass.</summary>
internal sealed class RecordSource<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(
    IEnumerable<T> rows) : IChannelSource
{
    private readonly IReadOnlyList<RecordProperty<T>> _columns = new RecordBinding<T>().AllColumns();

    /// <inheritdoc/>
    public string Description { get; } = $"in-memory {TypeNames.Of(typeof(T))} records";

    /// <inheritdoc/>
    public string? LocalOnlyReason => Description;

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop) =>
        RecordBatchReader<T>.Open(rows.GetEnumerator(), _columns, Description);
}
