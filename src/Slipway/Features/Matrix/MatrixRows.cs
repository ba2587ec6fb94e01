namespace Slipway.Features;

/// <summary>The rows of a matrix; see <see cref="BatchCursor"/> for their order.</summary>
internal sealed class MatrixRows(FeatureMatrix matrix) : ITrainingRows
{
    /// <inheritdoc/>
    public int FeatureCount => matrix.FeatureCount;

    /// <inheritdoc/>
    public long RowCount => matrix.RowCount;

    /// <inheritdoc/>
    public ITrainingReading Read(ReadingPlan plan, CancellationToken cancellationToken) => new Reading(matrix, plan);

    private sealed class Reading(FeatureMatrix matrix, ReadingPlan plan) : ITrainingReading
    {
        public ITrainingCursor Open(int epoch) => matrix.Batches(plan.Seed, epoch, plan.BatchSize);

        public void Dispose()
        {
        }
    }
}
