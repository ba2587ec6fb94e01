using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>Trained centres. The output of a row is the index of the nearest one.</summary>
internal sealed class KMeansModel(CentroidSet centroids) : VectorModel
{
    private const int BlockRows = 256;

    private const int MeasuredRows = 1024;

    public CentroidSet Centroids { get; } = centroids;

    public override int InputWidth => Centroids.Width;

    public override int OutputWidth => 1;

    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.", nameof(features));
        }

        Span<int> nearest = stackalloc int[BlockRows];
        Span<float> distances = stackalloc float[BlockRows];
        for (var start = 0; start < features.Rows; start += BlockRows)
        {
            var count = Math.Min(BlockRows, features.Rows - start);
            Centroids.Nearest(features.Slice(start, count), nearest[..count], distances[..count]);
            for (var i = 0; i < count; i++)
            {
                output[start + i] = nearest[i];
            }
        }
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("centers", [Centroids.Count, InputWidth], Centroids.Centers);
        writer.Write("offset", [InputWidth], Centroids.Offset);
    }

    public static KMeansModel Load(ModelReader reader, int k) => new(new CentroidSet(
        reader.ReadSingle("centers", k, reader.FeatureCount), reader.ReadSingle("offset", reader.FeatureCount)));

    /// <summary>The weighted sum of squared distances to the nearest centre, in double, and the sum of the weights.</summary>
    public (double Sum, double Weight) SquaredDistances(FeatureMatrix matrix, CancellationToken cancellationToken)
    {
        double sum = 0, total = 0;
        var nearest = new int[MeasuredRows];
        var distances = new float[MeasuredRows];
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var start = 0; start < chunk.Rows; start += nearest.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var block = chunk.Slice(start, Math.Min(nearest.Length, chunk.Rows - start));
                Centroids.Nearest(block.Features, nearest.AsSpan(0, block.Rows), distances.AsSpan(0, block.Rows));
                for (var i = 0; i < block.Rows; i++)
                {
                    var weight = block.Weights.IsEmpty ? 1.0 : block.Weights[i];
                    sum += weight * SquaredDistance(block.Features.Slice(i, 1), nearest[i]);
                    total += weight;
                }
            }

            matrix.Release(c);
        }

        return (sum, total);
    }

    /// <summary>By differences: a distance much smaller than the norms keeps its digits.</summary>
    private double SquaredDistance(FeatureBlock row, int cluster)
    {
        var center = Centroids.Centers.AsSpan(cluster * InputWidth, InputWidth);
        var sum = 0.0;
        if (!row.IsSparse)
        {
            for (var j = 0; j < center.Length; j++)
            {
                var difference = (double)row.Values[j] - center[j];
                sum += difference * difference;
            }

            return sum;
        }

        for (int j = 0, i = 0; j < center.Length; j++)
        {
            var difference = (i < row.Columns.Length && row.Columns[i] == j ? row.Values[i++] : 0.0) - center[j];
            sum += difference * difference;
        }

        return sum;
    }
}
