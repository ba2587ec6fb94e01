using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>The centres of mini-batch k-means: each is the weighted mean of all rows that it was ever given.</summary>
/// <param name="centers">The centres, <c>[k x width]</c>; changed in place.</param>
/// <param name="offset">One value a feature, near the rows.</param>
internal sealed class MiniBatchState(double[] centers, float[] offset)
{
    private readonly double[] _counts = new double[centers.Length / offset.Length];
    private int[] _nearest = [];
    private float[] _distances = [];

    /// <summary>The centres, <c>[k x width]</c>.</summary>
    public double[] Centers => centers;

    /// <summary>Passes begun.</summary>
    public int Pass { get; set; }

    public void Save(ModelWriter writer)
    {
        writer.Write("mini_batch.centers", [centers.Length], centers);
        writer.Write("mini_batch.counts", [_counts.Length], _counts);
        writer.WriteValue("mini_batch.pass", Pass);
    }

    public void Restore(ModelReader reader)
    {
        reader.ReadDouble("mini_batch.centers", centers.Length).CopyTo(centers, 0);
        reader.ReadDouble("mini_batch.counts", _counts.Length).CopyTo(_counts, 0);
        Pass = reader.ReadValue("mini_batch.pass")!.GetValue<int>();
    }

    /// <summary>Moves the centres towards their rows of a batch.</summary>
    /// <returns>The weighted sum of the squared distances before the move.</returns>
    public double Update(TrainingBatch batch)
    {
        var rows = batch.Rows;
        if (_nearest.Length < rows)
        {
            _nearest = new int[rows];
            _distances = new float[rows];
        }

        var width = offset.Length;
        var current = new CentroidSet([.. centers.Select(c => (float)c)], offset);
        current.Nearest(batch.Features, _nearest.AsSpan(0, rows), _distances.AsSpan(0, rows));
        var sum = 0.0;
        for (var i = 0; i < rows; i++)
        {
            var weight = batch.Weights.IsEmpty ? 1.0 : batch.Weights[i];
            sum += weight * _distances[i];
            if (weight > 0)
            {
                _counts[_nearest[i]] += weight;
                Move(batch.Features.Slice(i, 1), centers.AsSpan(_nearest[i] * width, width), weight / _counts[_nearest[i]]);
            }
        }

        return sum;
    }

    private static void Move(FeatureBlock row, Span<double> center, double rate)
    {
        if (!row.IsSparse)
        {
            for (var j = 0; j < center.Length; j++)
            {
                center[j] += rate * (row.Values[j] - center[j]);
            }

            return;
        }

        for (int j = 0, i = 0; j < center.Length; j++)
        {
            var value = i < row.Columns.Length && row.Columns[i] == j ? row.Values[i++] : 0.0;
            center[j] += rate * (value - center[j]);
        }
    }
}
