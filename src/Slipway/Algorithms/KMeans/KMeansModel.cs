using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>Trained centres of <see cref="KMeans"/>. The output of a row is the index of the nearest one. Thread-safe.</summary>
public sealed class KMeansModel : VectorModel
{
    private const int BlockRows = 256;

    private const int MeasuredRows = 1024;

    internal KMeansModel(CentroidSet centroids)
    {
        Centroids = centroids;
    }

    /// <summary>Number of clusters.</summary>
    public int ClusterCount => Centroids.Count;

    internal CentroidSet Centroids { get; }

    /// <inheritdoc/>
    public override int InputWidth => Centroids.Width;

    /// <inheritdoc/>
    public override int OutputWidth => 1;

    /// <summary>A cluster's centre, on the scale of the features after the pipeline.</summary>
    /// <param name="cluster">0 to <see cref="ClusterCount"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cluster.</exception>
    public ReadOnlySpan<float> Center(int cluster)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)cluster, (uint)ClusterCount, nameof(cluster));
        return Centroids.Centers.AsSpan(cluster * InputWidth, InputWidth);
    }

    /// <inheritdoc/>
    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.",
                nameof(features));
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

    /// <inheritdoc/>
    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("centers", [Centroids.Count, InputWidth], Centroids.Centers);
        writer.Write("offset", [InputWidth], Centroids.Offset);
    }

    internal static KMeansModel Load(ModelReader reader, int k) => new(new CentroidSet(
        reader.ReadSingle("centers", k, reader.FeatureCount), reader.ReadSingle("offset", reader.FeatureCount)));

    internal override (double Sum, double Weight)? SquaredDistances(FeatureMatrix matrix, CancellationToken cancellationToken) =>
        Distances(matrix, cancellationToken);

    /// <inheritdoc cref="SquaredDistances"/>
    internal (double Sum, double Weight) Distances(FeatureMatrix matrix, CancellationToken cancellationToken)
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
    internal static double SquaredDistance(FeatureBlock row, ReadOnlySpan<float> center)
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
