using System.Diagnostics.CodeAnalysis;

namespace Slipway.Data;

/// <summary>Makes each row anew by a delegate from record to record.</summary>
internal sealed class MapTransform<
    [DynamicallyAccessedMembers(RecordMembers.Accessed)] TIn,
    [DynamicallyAccessedMembers(RecordMembers.Accessed)] TOut>(
    Func<TIn, TOut> map) : IChannelTransform
{
    private readonly RecordFactory<TIn> _factory = new();
    private readonly IReadOnlyList<RecordProperty<TOut>> _columns = new RecordBinding<TOut>().AllColumns();

    /// <inheritdoc/>
    public string Operation { get; } = $"Map<{TypeNames.Of(typeof(TIn))}, {TypeNames.Of(typeof(TOut))}>";

    /// <inheritdoc/>
    public bool IsLocalOnly => true;

    /// <inheritdoc/>
    public bool DependsOnPosition => false;

    /// <inheritdoc/>
    public BatchReader Open(TransformInput input)
    {
        var records = _factory.Bind(input.Reader.Schema, input.Description, Operation);
        return RecordBatchReader<TOut>.Open(Rows(input.Reader, records), _columns, $"{input.Description} after {Operation}", input.Reader);
    }

    private IEnumerator<TOut> Rows(BatchReader reader, RecordDecoder<TIn> records)
    {
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                records.SetBatch(batch);
                for (var row = 0; row < batch.Length; row++)
                {
                    yield return map(records.Read(row));
                }
            }
        }
    }
}
