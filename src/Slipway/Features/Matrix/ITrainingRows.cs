namespace Slipway.Features;

/// <summary>Training rows that are read batch by batch, wherever they are: a matrix, or a stream. Thread-safe; any number of trainings may read.</summary>
internal interface ITrainingRows
{
    /// <summary>Number of features.</summary>
    int FeatureCount { get; }

    /// <summary>Number of rows.</summary>
    long RowCount { get; }

    /// <summary>Starts reading.</summary>
    ITrainingReading Read(ReadingPlan plan, CancellationToken cancellationToken);
}
