namespace Slipway.Features;

/// <summary>A position in one pass over training rows. A batch is valid until the next <see cref="MoveNext"/>.</summary>
internal interface ITrainingCursor : IDisposable
{
    /// <summary>Number of batches of the pass.</summary>
    long BatchCount { get; }

    /// <summary>The current batch.</summary>
    TrainingBatch Current { get; }

    /// <summary>Goes to the next batch; false at the end.</summary>
    bool MoveNext();

    /// <summary>Goes on as if so many more batches had been read.</summary>
    void Skip(long count);
}
