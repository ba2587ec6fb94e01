using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The rows of a reader that a <see cref="RowChooser"/> lets pass.</summary>
/// <param name="input">The rows; owned by this reader.</param>
/// <param name="choose">Called once a batch, in order; may keep state of the pass.</param>
internal sealed class RowFilterReader(BatchReader input, RowChooser choose) : BatchReader
{
    private int[] _chosen = [];

    /// <inheritdoc/>
    public override Schema Schema => input.Schema;

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (input.Read() is { } batch)
        {
            var count = Choose(batch);
            if (count > 0)
            {
                return RowSelector.Take(batch, _chosen.AsSpan(0, count));
            }

            batch.Dispose();
        }

        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Choose(RecordBatch batch)
    {
        if (_chosen.Length < batch.Length)
        {
            _chosen = new int[batch.Length];
        }

        try
        {
            return choose(batch, _chosen.AsSpan(0, batch.Length));
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }
}
