using Slipway.Features;

namespace Slipway.Tuning;

/// <summary>Functional analysis of variance of a forest over the unit cube (Hutter, Hoos, Leyton-Brown, ICML 2014, section 4).</summary>
internal static class FunctionalAnova
{
    private const int Trees = 64;
    private const double Missing = 0.5;

    public static IReadOnlyList<ParameterImportance> Compute(ParameterSpace space, IReadOnlyList<Trial> trials, CancellationToken cancellationToken)
    {
        if (trials.Count < 2 || trials.All(t => t.Values[0] == trials[0].Values[0]))
        {
            return [];
        }

        using var forest = Fit(space, trials, cancellationToken);
        var fractions = new List<double[]>();
        for (var tree = 0; tree < forest.TreeCount; tree++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Fractions(Leaves(forest, tree), space.Count) is { } fraction)
            {
                fractions.Add(fraction);
            }
        }

        return fractions.Count == 0
            ? []
            : [.. space.Parameters.Select((p, d) => Summarise(p.Name, fractions, d)).OrderByDescending(i => i.Fraction)];
    }

    private static ParameterImportance Summarise(string name, List<double[]> fractions, int dimension)
    {
        var mean = fractions.Average(f => f[dimension]);
        var variance = fractions.Average(f => (f[dimension] - mean) * (f[dimension] - mean));
        return new ParameterImportance(name, mean, Math.Sqrt(variance));
    }

    private static TreeEnsembleModel Fit(ParameterSpace space, IReadOnlyList<Trial> trials, CancellationToken cancellationToken)
    {
        var features = new float[trials.Count * space.Count];
        for (var i = 0; i < features.Length; i++)
        {
            var value = trials[i / space.Count].Point[i % space.Count];
            features[i] = (float)(double.IsNaN(value) ? Missing : space.Parameters[i % space.Count].ToUnit(value));
        }

        // Fractions of variance do not depend on the scale, and a forest works in single precision.
        var mean = trials.Sum(t => t.Values[0] / trials.Count);
        var spread = trials.Max(t => Math.Abs(t.Values[0] - mean));
        var targets = trials.Select(t => (float)((t.Values[0] - mean) / spread)).ToArray();
        var algorithm = new RandomForestRegressor { Trees = Trees, OutOfBagScore = false };
        using var rows = FeatureMatrix.FromDense(features, trials.Count, space.Count, targets);
        return (TreeEnsembleModel)algorithm.Train(TrainingContext.Create(algorithm.Describe(), rows, cancellationToken: cancellationToken));
    }

    /// <summary>The boxes of a tree's leaves, which divide the unit cube.</summary>
    private static List<LeafBox> Leaves(TreeEnsembleModel forest, int tree)
    {
        var leaves = new List<LeafBox>();
        var open = new Stack<(int Node, LeafBox Box)>();
        open.Push((forest.Roots[tree], LeafBox.Unit(forest.InputWidth)));
        while (open.TryPop(out var next))
        {
            var node = forest.Nodes[next.Node];
            if (node.Feature < 0)
            {
                leaves.Add(next.Box with { Value = forest.Values[node.Child] });
                continue;
            }

            open.Push((node.Child + 1, next.Box.Above(node.Feature, node.Threshold)));
            open.Push((node.Child, next.Box.Below(node.Feature, node.Threshold)));
        }

        return leaves;
    }

    /// <summary>Part of the tree's variance that each dimension's main effect explains; null when the tree is constant.</summary>
    private static double[]? Fractions(List<LeafBox> leaves, int dimensions)
    {
        var mean = leaves.Sum(l => l.Volume * l.Value);
        var total = leaves.Sum(l => l.Volume * (l.Value - mean) * (l.Value - mean));
        if (total <= 1e-14)
        {
            return null;
        }

        var fractions = new double[dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            fractions[d] = MarginalVariance(leaves, d, mean) / total;
        }

        return fractions;
    }

    /// <summary>Variance of the tree's mean over all other dimensions, as a function of one: a step function over the edges of the boxes.</summary>
    private static double MarginalVariance(List<LeafBox> leaves, int dimension, double mean)
    {
        double[] edges = [.. leaves.Select(l => l.Low[dimension]).Append(1).Distinct().Order()];
        var steps = new double[edges.Length - 1];
        foreach (var leaf in leaves)
        {
            var (low, high) = (leaf.Low[dimension], leaf.High[dimension]);
            if (high <= low)
            {
                continue;
            }

            var share = leaf.Volume / (high - low) * leaf.Value;
            for (var e = Array.BinarySearch(edges, low); edges[e] < high; e++)
            {
                steps[e] += share;
            }
        }

        var variance = 0.0;
        for (var e = 0; e < steps.Length; e++)
        {
            variance += (edges[e + 1] - edges[e]) * (steps[e] - mean) * (steps[e] - mean);
        }

        return variance;
    }
}
