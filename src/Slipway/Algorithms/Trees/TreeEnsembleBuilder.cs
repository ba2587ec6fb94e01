using Slipway.Models;

namespace Slipway;

/// <summary>Gathers grown trees into a model, and keeps what a checkpoint needs.</summary>
/// <param name="outputs">Values of a leaf.</param>
/// <param name="features">Features of a row.</param>
internal sealed class TreeEnsembleBuilder(int outputs, int features)
{
    private readonly List<TreeNode> _nodes = [];
    private readonly List<int> _roots = [];
    private readonly List<float> _values = [];
    private readonly double[] _importances = new double[features];
    private int _lastLeaf;

    public int Trees => _roots.Count;

    /// <summary>Appends a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="values">Leaf values, in place of the tree's own.</param>
    /// <param name="weight">How much its feature importances count.</param>
    public void Add(GrownTree tree, IReadOnlyList<double> values, double weight)
    {
        var first = _nodes.Count;
        var firstLeaf = _values.Count / outputs;
        _lastLeaf = firstLeaf;
        _roots.Add(first);
        for (var i = 0; i < tree.Feature.Count; i++)
        {
            var leaf = tree.Feature[i] < 0;
            _nodes.Add(new TreeNode(tree.Threshold[i], tree.Feature[i], checked(tree.Child[i] + (leaf ? firstLeaf : first))));
        }

        foreach (var value in values)
        {
            _values.Add((float)value);
        }

        _ = checked(_values.Count + outputs);
        var total = tree.Splits.Sum(s => s.Decrease);
        foreach (var (feature, decrease) in tree.Splits)
        {
            _importances[feature] += total > 0 ? weight * decrease / total : 0;
        }
    }

    public TreeEnsembleModel Build(TreeOutput output, double scale)
    {
        var sum = _importances.Sum();
        return new TreeEnsembleModel(
            [.. _nodes], [.. _roots], [.. _values], outputs, features, [.. _importances.Select(x => sum > 0 ? x / sum : 0)], output, scale);
    }

    /// <summary>The last tree as a model of its own, whose outputs are its leaf values.</summary>
    public TreeEnsembleModel Last()
    {
        var first = _roots[^1];
        return new TreeEnsembleModel(
            [.. _nodes.Skip(first).Select(n => n with { Child = n.Child - (n.Feature < 0 ? _lastLeaf : first) })], [0],
            [.. _values.Skip(_lastLeaf * outputs)], outputs, features,
            new double[features], TreeOutput.Mean, 1);
    }

    public void Save(ModelWriter writer)
    {
        if (Trees == 0)
        {
            return;
        }

        TreeEnsembleFormat.Write(writer, Build(TreeOutput.Mean, 1));
        writer.Write("importance_sum", [features], _importances);
    }

    public static TreeEnsembleBuilder Restore(ModelReader reader, int outputs, int features)
    {
        var builder = new TreeEnsembleBuilder(outputs, features);
        if (!reader.HasTensor("root"))
        {
            return builder;
        }

        var model = TreeEnsembleFormat.Read(reader, outputs, TreeOutput.Mean);
        builder._nodes.AddRange(model.Nodes);
        builder._roots.AddRange(model.Roots);
        builder._values.AddRange(model.Values);
        reader.ReadDouble("importance_sum", features).CopyTo(builder._importances, 0);
        return builder;
    }
}
