using System.Diagnostics.CodeAnalysis;

namespace Slipway.Data;

/// <summary>The rows whose record a delegate accepts; all their columns, also those that the record does not have.</summary>
internal sealed class WhereTransform<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(
    Func<T, bool> predicate) : IChannelTransform
{
    private readonly RecordFactory<T> _factory = new();

    /// <inheritdoc/>
    public string Operation { get; } = $"Where<{TypeNames.Of(typeof(T))}>";

    /// <inheritdoc/>
    public bool IsLocalOnly => true;

    /// <inheritdoc/>
    public bool DependsOnPosition => false;

    /// <inheritdoc/>
    public BatchReader Open(TransformInput input)
    {
        var records = _factory.Bind(input.Reader.Schema, input.Description, Operation);
        return new RowFilterReader(input.Reader, (batch, chosen) =>
        {
            records.SetBatch(batch);
            var count = 0;
            for (var row = 0; row < batch.Length; row++)
            {
                if (predicate(records.Read(row)))
                {
                    chosen[count++] = row;
                }
            }

            return count;
        });
    }
}
