using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>Trains, saves and loads support vector machines of shipped tables.</summary>
internal static class SvmTestData
{
    public static SvmModel Train(
        SvmAlgorithm algorithm, FeatureMatrix matrix, string[] classes, int threads = 1, bool cancelled = false) =>
        (SvmModel)algorithm.Train(TrainingContext.Create(
            algorithm.Describe(), matrix, classes: classes, seed: 5, maxThreads: threads,
            cancellationToken: cancelled ? new CancellationToken(canceled: true) : TestContext.Current.CancellationToken));

    public static double[] Decide(SvmModel model, FeatureMatrix matrix)
    {
        var block = matrix.Chunk(0).Features;
        var decisions = new double[block.Rows * Math.Max(1, model.OutputWidth * (model.OutputWidth - 1) / 2)];
        model.Decide(block, decisions);
        return decisions;
    }

    public static float[] Score(VectorModel model, FeatureBlock block)
    {
        var output = new float[block.Rows * model.OutputWidth];
        model.Score(block, output);
        return output;
    }

    public static StoredModelReader Reader(ModelParts parts, int features, string[] classes, Action<Dictionary<string, Tensor>>? damage = null)
    {
        var tensors = parts.Tensors.ToDictionary(t => t.Name);
        damage?.Invoke(tensors);
        return new StoredModelReader("test", features, classes, tensors, new Dictionary<string, JsonNode?>(parts.Values), parts.Files);
    }

    /// <summary>Signs and rows of a two-class table as a dual problem.</summary>
    public static SmoProblem Problem(StandardisedTable table, SvmKernelFunction kernel, double c)
    {
        var rows = SvmRows.Dense([.. table.Rows.SelectMany(r => r.Select(x => (float)x))], table.Rows.Length, table.Width);
        sbyte[] signs = [.. table.Labels.Select(l => (sbyte)(l == table.Classes[1] ? 1 : -1))];
        return SmoProblem.Classification(rows, kernel, signs, [.. Enumerable.Repeat(c, signs.Length)]);
    }

    public static SmoSettings Settings(double tolerance = 1e-3, long cacheBytes = 1 << 26, bool shrinking = true) =>
        new(tolerance, long.MaxValue, int.MaxValue, cacheBytes, shrinking, 1);
}
