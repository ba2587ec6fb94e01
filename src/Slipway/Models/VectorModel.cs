using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Features;

namespace Slipway.Models;

/// <summary>A model that maps a float32 feature row to a fixed number of float32 outputs.</summary>
public abstract class VectorModel : Model
{
    /// <summary>Number of features of a row.</summary>
    public abstract int InputWidth { get; }

    /// <summary>
    /// Outputs of a row. Classification: one probability for each class, summing to 1. Regression: 1, the value.
    /// Clustering: 1, the cluster index. Transformation: the new features.
    /// Anomaly detection: 1, the score; higher is more unusual.
    /// </summary>
    public abstract int OutputWidth { get; }

    /// <summary>Scores feature rows. Thread-safe; allocates nothing once warm.</summary>
    /// <param name="features">Rows of <see cref="InputWidth"/> features, dense or sparse.</param>
    /// <param name="output">Receives <c>Rows * OutputWidth</c> values, row by row.</param>
    public abstract void Score(FeatureBlock features, Span<float> output);

    /// <summary>
    /// Of a model that clusters around centres, the weighted sum of the rows' squared distances to the nearest one, and the sum of the weights.
    /// </summary>
    internal virtual (double Sum, double Weight)? SquaredDistances(FeatureMatrix matrix, CancellationToken cancellationToken) => null;

    /// <summary>The report of a model that has metrics of its own; null: the standard ones of its task.</summary>
    internal virtual EvaluationReport? EvaluateOwn(FeatureMatrix matrix, CancellationToken cancellationToken) => null;

    /// <summary>Scores batches whose first column is a fixed-size list of float32 of <see cref="InputWidth"/>.</summary>
    /// <inheritdoc/>
    public override RecordBatch Score(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.ColumnCount == 0 || batch.Column(0) is not FixedSizeListArray { Values: FloatArray values } list
            || ((FixedSizeListType)list.Data.DataType).ListSize != InputWidth)
        {
            throw new ArgumentException(
                $"A vector model scores one column of fixed-size lists of {InputWidth} float32 values.", nameof(batch));
        }

        var output = new float[checked(batch.Length * OutputWidth)];
        var start = list.Offset * InputWidth;
        Score(FeatureBlock.Dense(values.Values.Slice(start, batch.Length * InputWidth), batch.Length, InputWidth), output);
        var type = new FixedSizeListType(new Field("item", FloatType.Default, false), OutputWidth);
        var child = new FloatArray(new ArrowBuffer.Builder<float>(output.Length).Append(output.AsSpan()).Build(), ArrowBuffer.Empty,
            output.Length, 0, 0);
        var scores = new FixedSizeListArray(new ArrayData(type, batch.Length, 0, 0, [ArrowBuffer.Empty], [child.Data]));
        return new RecordBatch(new Schema([new Field("score", type, false)], null), [scores], batch.Length);
    }
}
