namespace Slipway;

/// <summary>A tree as it was grown. A node's children are next to each other and come after it.</summary>
/// <param name="outputs">Values of a leaf.</param>
internal sealed class GrownTree(int outputs)
{
    public List<int> Feature { get; } = [];

    public List<float> Threshold { get; } = [];

    /// <summary>Left child, or a leaf's number.</summary>
    public List<int> Child { get; } = [];

    /// <summary>Leaf values, <see cref="Outputs"/> a leaf: class probabilities, or the mean target.</summary>
    public List<double> Values { get; } = [];

    /// <summary>Rows of each leaf by class, as <see cref="Values"/>; empty for regression.</summary>
    public List<int> Counts { get; } = [];

    /// <summary>Weight of each leaf's rows, in fixed-point units.</summary>
    public List<double> LeafWeights { get; } = [];

    public int Outputs => outputs;

    public int Leaves => Values.Count / outputs;

    /// <summary>Feature and weighted impurity decrease of each split.</summary>
    public List<(int Feature, double Decrease)> Splits { get; } = [];

    public int AddNode()
    {
        Feature.Add(-1);
        Threshold.Add(0);
        Child.Add(-1);
        return Feature.Count - 1;
    }

    /// <summary>Makes the node a leaf; its values are to be added to <see cref="Values"/> at once.</summary>
    public int MakeLeaf(int node)
    {
        Child[node] = Leaves;
        return Child[node];
    }

    public void Split(int node, int feature, float threshold, int left, double decrease)
    {
        Feature[node] = feature;
        Threshold[node] = threshold;
        Child[node] = left;
        Splits.Add((feature, decrease));
    }
}
