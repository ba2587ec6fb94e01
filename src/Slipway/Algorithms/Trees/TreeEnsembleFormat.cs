using Slipway.Models;

namespace Slipway;

/// <summary>Trees as tensors. Reading checks every index, so that no artifact can make scoring loop or read out of range.</summary>
internal static class TreeEnsembleFormat
{
    private const string Format = "trees";

    public static void Write(ModelWriter writer, TreeEnsembleModel model)
    {
        var nodes = model.Nodes;
        var feature = new int[nodes.Length];
        var child = new int[nodes.Length];
        var threshold = new float[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            (threshold[i], feature[i], child[i]) = (nodes[i].Threshold, nodes[i].Feature, nodes[i].Child);
        }

        writer.Write("root", [model.TreeCount], model.Roots);
        writer.Write("feature", [nodes.Length], feature);
        writer.Write("threshold", [nodes.Length], threshold);
        writer.Write("child", [nodes.Length], child);
        writer.Write("value", [model.Values.Length / model.OutputWidth, model.OutputWidth], model.Values);
        writer.Write("feature_importance", [model.InputWidth], (double[])[.. model.FeatureImportances]);
        writer.Write("scale", [1], [model.Scale]);
    }

    /// <param name="reader">The artifact.</param>
    /// <param name="outputs">Values of a leaf.</param>
    /// <param name="output">How sums become outputs.</param>
    /// <exception cref="FormatException">An index or a number is out of range.</exception>
    public static TreeEnsembleModel Read(ModelReader reader, int outputs, TreeOutput output)
    {
        var roots = reader.ReadInt32("root", reader.Shape("root")[0]);
        var count = reader.Shape("feature")[0];
        var feature = reader.ReadInt32("feature", count);
        var threshold = reader.ReadSingle("threshold", count);
        var child = reader.ReadInt32("child", count);
        var leaves = reader.Shape("value")[0];
        var values = reader.ReadSingle("value", leaves, outputs);
        var importances = reader.ReadDouble("feature_importance", reader.FeatureCount);
        var scale = reader.ReadDouble("scale", 1)[0];
        CheckRoots(roots, feature.Length);
        var nodes = new TreeNode[feature.Length];
        for (var tree = 0; tree < roots.Length; tree++)
        {
            var end = tree + 1 < roots.Length ? roots[tree + 1] : nodes.Length;
            for (var i = roots[tree]; i < end; i++)
            {
                nodes[i] = new TreeNode(threshold[i], feature[i], child[i]);
                Check(i, nodes[i], end, leaves, reader.FeatureCount);
            }
        }

        RequireFinite(Array.TrueForAll(values, float.IsFinite), "value");
        RequireFinite(Array.TrueForAll(importances, double.IsFinite), "feature_importance");
        RequireFinite(double.IsFinite(scale) && float.IsFinite((float)scale), "scale");
        return new TreeEnsembleModel(nodes, roots, values, outputs, reader.FeatureCount, importances, output, scale);
    }

    private static void CheckRoots(int[] roots, int nodes)
    {
        for (var tree = 0; tree < roots.Length; tree++)
        {
            var least = tree == 0 ? 0 : roots[tree - 1] + 1;
            if (roots[tree] < least || roots[tree] >= nodes || (tree == 0 && roots[0] != 0))
            {
                throw Wrong($"root of tree {tree} is {roots[tree]}; expected {(tree == 0 ? "0" : $"at least {least}")}, below {nodes}");
            }
        }

        if (roots.Length == 0)
        {
            throw Wrong("there is no tree");
        }
    }

    /// <summary>Children come after their node and inside the same tree: a walk ends, and never leaves the arrays.</summary>
    private static void Check(int index, TreeNode node, int end, long leaves, int features)
    {
        if (node.Feature == -1)
        {
            if ((uint)node.Child >= leaves)
            {
                throw Wrong($"node {index} is leaf {node.Child}; there are {leaves}");
            }

            return;
        }

        if ((uint)node.Feature >= features)
        {
            throw Wrong($"node {index} splits feature {node.Feature}; there are {features}");
        }

        if (node.Child <= index || node.Child >= end - 1)
        {
            throw Wrong($"node {index} has children {node.Child} and the next; expected after it and before node {end}");
        }

        RequireFinite(!float.IsNaN(node.Threshold), "threshold");
    }

    private static void RequireFinite(bool finite, string tensor)
    {
        if (!finite)
        {
            throw Wrong($"'{tensor}' has a value that is not finite");
        }
    }

    private static FormatException Wrong(string what) => new($"{Format}: {what}.");
}
