using Slipway.Features;
using Slipway.Kernels;
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

    internal override (double Sum, double Weight)? SquaredDistances(FeatureMatrix matrix, CancellationToken cancellationToken) =>
        Distances(matrix, cancellationToken);

    /// <inheritdoc cref="SquaredDistances"/>
    public (double Sum, double Weight) Distances(FeatureMatrix matrix, CancellationToken cancellationToken)
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
                    sum += weight * SquaredDistance(
                        block.Features.Slice(i, 1), Centroids.Centers.AsSpan(nearest[i] * InputWidth, InputWidth));
                    total += weight;
                }
            }

            matrix.Release(c);
        }

        return (sum, total);
    }

    /// <summary>By differences: a distance much smaller than the norms keeps its digits.</summary>
    public static double SquaredDistance(FeatureBlock row, ReadOnlySpan<float> center)
    {
        if (!row.IsSparse)
        {
            return ExactDistance.Squared(row.Values, center);
        }

        var sum = 0.0;
        for (int j = 0, i = 0; j < center.Length; j++)
        {
            var difference = (i < row.Columns.Length && row.Columns[i] == j ? row.Values[i++] : 0.0) - center[j];
            sum += difference * difference;
        }

        return sum;
    }
}
