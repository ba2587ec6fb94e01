using Apache.Arrow;

namespace Slipway.Models;

/// <summary>What an algorithm learned. Immutable and thread-safe once training has returned it.</summary>
public abstract class Model : IDisposable
{
    /// <summary>Scores the rows of a batch of raw columns.</summary>
    /// <param name="batch">Rows in the channel's schema; not disposed.</param>
    /// <returns>
    /// One row of scores for each input row; the caller disposes it. A column <c>score</c> (or the only column) of float or double, or of
    /// fixed-size lists of them, is what <see cref="TrainedModel.EvaluateAsync"/> reads: the predicted number, or one probability a class.
    /// </returns>
    public abstract RecordBatch Score(RecordBatch batch);

    /// <summary>Writes everything that <see cref="Algorithm.LoadModel"/> needs to rebuild this model.</summary>
    /// <param name="writer">Named tensors and small JSON values.</param>
    public abstract void Save(ModelWriter writer);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases native memory, if the model holds any.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
