using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Shows some of the columns of a reader, in another order if need be; the others are released at once.</summary>
internal sealed class ColumnProjection : BatchReader
{
    private readonly BatchReader _input;
    private readonly int[] _positions;
    private readonly int[] _dropped;

    private ColumnProjection(BatchReader input, int[] positions, Schema schema)
    {
        _input = input;
        _positions = positions;
        _dropped = [.. Enumerable.Range(0, input.Schema.FieldsList.Count).Except(positions)];
        Schema = schema;
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <summary>The reader itself when <paramref name="positions"/> are all its columns in order.</summary>
    /// <param name="input">The rows; owned by the result.</param>
    /// <param name="positions">Distinct positions of the columns to show.</param>
    /// <param name="schema">Those columns.</param>
    public static BatchReader Of(BatchReader input, int[] positions, Schema schema) =>
        positions.AsSpan().SequenceEqual([.. Enumerable.Range(0, input.Schema.FieldsList.Count)])
            ? input
            : new ColumnProjection(input, positions, schema);

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        if (_input.Read() is not { } batch)
        {
            return null;
        }

        foreach (var position in _dropped)
        {
            batch.Column(position).Dispose();
        }

        return new RecordBatch(Schema, _positions.Select(batch.Column), batch.Length);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
        }

        base.Dispose(disposing);
    }
}
