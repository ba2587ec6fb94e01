using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Models;

/// <summary>Targets and weights of record batches, for models that have no pipeline to read them. Not thread-safe.</summary>
/// <param name="label">Label column and classes.</param>
/// <param name="weight">Weight column, or null.</param>
/// <param name="source">What the rows come from, for messages.</param>
internal sealed class RoleReader(LabelEncoding label, string? weight, string source)
{
    private readonly LabelCodec _labels = new(label);
    private readonly double[] _scratch = new double[StepScratch.TileRows];
    private long _rows;

    /// <summary>One target and one weight (or none) for each row of the next batch.</summary>
    /// <exception cref="DataFormatException">A label is missing, unknown or no number, or a weight is not finite or negative.</exception>
    public (float[] Targets, float[] Weights) Read(RecordBatch batch)
    {
        var columns = BatchColumns.Find(batch, [], label.Column, weight, source);
        var targets = new float[batch.Length];
        var weights = columns.Weight is null ? [] : new float[batch.Length];
        var column = label.Column;
        try
        {
            _labels.Read(columns.Label!, 0, targets);
            if (columns.Weight is { } found)
            {
                column = weight!;
                WeightColumn.Read(found, 0, weights, _scratch);
            }
        }
        catch (InvalidFeatureException e)
        {
            throw BatchEncoder.Problem(e, _rows, column, source);
        }

        _rows += batch.Length;
        return (targets, weights);
    }
}
