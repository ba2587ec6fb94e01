using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>The training rows, and how their votes count.</summary>
internal sealed class KNearestNeighborsModel(LabelledRows rows, NeighborIndex index, int k, NeighborWeighting weighting,
    int classes) : VectorModel
{
    /// <summary>Enough queries for a product at full speed.</summary>
    private const int BlockRows = 1024;

    [ThreadStatic]
    private static (int[] Nearest, double[] Distances) _found;

    public override int InputWidth => index.Width;

    public override int OutputWidth => classes == 0 ? 1 : classes;

    public NeighborIndex Index => index;

    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.",
                nameof(features));
        }

        for (var start = 0; start < features.Rows; start += BlockRows)
        {
            var count = Math.Min(BlockRows, features.Rows - start);
            ScoreBlock(features.Slice(start, count), output.Slice(start * OutputWidth, count * OutputWidth));
        }
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        rows.Write(writer, InputWidth);
    }

    private void ScoreBlock(FeatureBlock features, Span<float> output)
    {
        var needed = features.Rows * k;
        if (_found.Nearest is null || _found.Nearest.Length < needed)
        {
            _found = (new int[needed], new double[needed]);
        }

        var nearest = _found.Nearest.AsSpan(0, needed);
        var distances = _found.Distances.AsSpan(0, needed);
        index.Find(features, k, nearest, distances);
        for (var i = 0; i < features.Rows; i++)
        {
            Vote(nearest.Slice(i * k, k), distances.Slice(i * k, k), output.Slice(i * OutputWidth, OutputWidth));
        }
    }

    private void Vote(ReadOnlySpan<int> nearest, ReadOnlySpan<double> distances, Span<float> output)
    {
        // Neighbours are sorted: if any lies on the row, the first one does.
        var exact = weighting == NeighborWeighting.Distance && distances[0] == 0;
        output.Clear();
        double total = 0, sum = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < nearest.Length; i++)
            {
                var weight = rows.Weights is null ? 1.0 : rows.Weights[nearest[i]];
                weight *= weighting == NeighborWeighting.Uniform ? 1
                    : exact ? (distances[i] == 0 ? 1 : 0)
                    : 1 / index.Distance(distances[i]);
                if (pass == 0)
                {
                    total += weight;
                }
                else if (classes > 0)
                {
                    output[(int)rows.Targets[nearest[i]]] += (float)(weight / total);
                }
                else
                {
                    sum += weight / total * rows.Targets[nearest[i]];
                }
            }
        }

        if (classes == 0)
        {
            output[0] = (float)sum;
        }
    }
}
