using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// One decision tree or many: what <see cref="DecisionTreeClassifier"/>, <see cref="DecisionTreeRegressor"/>, <see cref="RandomForestClassifier"/>,
/// <see cref="RandomForestRegressor"/> and <see cref="AdaBoostClassifier"/> learn. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Scores raw feature values, without bins. A row goes left where its feature is at most the threshold; a NaN goes right. Outputs are never NaN.
/// </remarks>
public sealed class TreeEnsembleModel : VectorModel
{
    /// <summary>Rows that pass through one tree before the next: their features stay in the cache, and so does the tree.</summary>
    private const int BlockRows = 64;

    [ThreadStatic]
    private static float[]? _row;

    private readonly TreeNode[] _nodes;
    private readonly int[] _roots;
    private readonly float[] _values;
    private readonly double[] _importances;
    private readonly TreeOutput _output;
    private readonly float _scale;

    internal TreeEnsembleModel(
        TreeNode[] nodes, int[] roots, float[] values, int outputs, int features, double[] importances, TreeOutput output, double scale)
    {
        _nodes = nodes;
        _roots = roots;
        _values = values;
        _importances = importances;
        _output = output;
        _scale = (float)scale;
        InputWidth = features;
        OutputWidth = outputs;
    }

    /// <inheritdoc/>
    public override int InputWidth { get; }

    /// <inheritdoc/>
    public override int OutputWidth { get; }

    /// <summary>Number of trees.</summary>
    public int TreeCount => _roots.Length;

    /// <summary>Number of nodes of all trees, leaves included.</summary>
    public int NodeCount => _nodes.Length;

    /// <summary>
    /// How much each feature's splits made the impurity smaller, weighted by the rows that they split and summing to 1 (all 0 when nothing was
    /// split): one value a feature, in the order of the pipeline's feature names. Favours features with many distinct values.
    /// </summary>
    public IReadOnlyList<double> FeatureImportances => _importances;

    /// <inheritdoc/>
    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.", nameof(features));
        }

        var scores = output[..(features.Rows * OutputWidth)];
        scores.Clear();
        if (features.IsSparse)
        {
            ScoreSparse(features, scores);
        }
        else
        {
            for (var start = 0; start < features.Rows; start += BlockRows)
            {
                var rows = Math.Min(BlockRows, features.Rows - start);
                ScoreDense(features.Values.Slice(start * InputWidth, rows * InputWidth), rows, scores.Slice(start * OutputWidth, rows * OutputWidth));
            }
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] *= _scale;
        }

        if (_output == TreeOutput.Softmax)
        {
            Softmax.Apply(features.Rows, OutputWidth, scores);
        }
    }

    /// <inheritdoc/>
    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        TreeEnsembleFormat.Write(writer, this);
    }

    internal ReadOnlySpan<TreeNode> Nodes => _nodes;

    internal ReadOnlySpan<int> Roots => _roots;

    internal ReadOnlySpan<float> Values => _values;

    internal TreeOutput Output => _output;

    internal double Scale => _scale;

    private void ScoreDense(ReadOnlySpan<float> rows, int count, Span<float> scores)
    {
        foreach (var root in _roots)
        {
            for (var r = 0; r < count; r++)
            {
                AddLeaf(root, rows.Slice(r * InputWidth, InputWidth), scores.Slice(r * OutputWidth, OutputWidth));
            }
        }
    }

    private void ScoreSparse(FeatureBlock features, Span<float> scores)
    {
        // All zeros between calls, so that a row costs its stored values and not its width.
        var row = _row is { } kept && kept.Length >= InputWidth ? kept : _row = new float[InputWidth];
        for (var r = 0; r < features.Rows; r++)
        {
            var start = features.RowOffsets[r] - features.RowOffsets[0];
            var columns = features.Columns[start..(features.RowOffsets[r + 1] - features.RowOffsets[0])];
            try
            {
                for (var i = 0; i < columns.Length; i++)
                {
                    row[columns[i]] = features.Values[start + i];
                }

                foreach (var root in _roots)
                {
                    AddLeaf(root, row.AsSpan(0, InputWidth), scores.Slice(r * OutputWidth, OutputWidth));
                }
            }
            finally
            {
                foreach (var column in columns)
                {
                    if ((uint)column < (uint)row.Length)
                    {
                        row[column] = 0;
                    }
                }
            }
        }
    }

    private void AddLeaf(int root, ReadOnlySpan<float> row, Span<float> scores)
    {
        var node = _nodes[root];
        while (node.Feature >= 0)
        {
            node = _nodes[row[node.Feature] <= node.Threshold ? node.Child : node.Child + 1];
        }

        var leaf = _values.AsSpan(node.Child * scores.Length, scores.Length);
        for (var k = 0; k < scores.Length; k++)
        {
            scores[k] += leaf[k];
        }
    }
}
