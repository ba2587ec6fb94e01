using Slipway.Features;
using Slipway.Models;

namespace Slipway.Streaming;

/// <summary>
/// What stays of the rows that the features were fitted on: targets and weights, with features that are all zero (and take no memory). An algorithm
/// that looks at the training data when it restores a state (for the scale of targets, the weights of classes) finds the same again.
/// </summary>
internal static class StreamOrigin
{
    public static FeatureMatrix Of(FeatureMatrix first)
    {
        var targets = new float[first.RowCount];
        var weights = new float[first.HasWeights ? first.RowCount : 0];
        for (var c = 0; c < first.ChunkCount; c++)
        {
            var chunk = first.Chunk(c);
            chunk.Targets.CopyTo(targets.AsSpan((int)first.ChunkStart(c)));
            chunk.Weights.CopyTo(weights.AsSpan(first.HasWeights ? (int)first.ChunkStart(c) : 0));
        }

        return Create(targets, weights, first.FeatureCount);
    }

    public static void Save(FeatureMatrix origin, ModelWriter writer)
    {
        var targets = new List<float>();
        var weights = new List<float>();
        for (var c = 0; c < origin.ChunkCount; c++)
        {
            targets.AddRange(origin.Chunk(c).Targets);
            weights.AddRange(origin.Chunk(c).Weights);
        }

        writer.Write("origin.targets", [targets.Count], targets.ToArray());
        writer.Write("origin.weights", [weights.Count], weights.ToArray());
    }

    public static FeatureMatrix Restore(ModelReader reader, int width) =>
        Create(reader.ReadSingle("origin.targets"), reader.ReadSingle("origin.weights"), width);

    private static FeatureMatrix Create(float[] targets, float[] weights, int width) =>
        FeatureMatrix.FromSparse(new int[targets.Length + 1], [], [], width, targets, weights);
}
