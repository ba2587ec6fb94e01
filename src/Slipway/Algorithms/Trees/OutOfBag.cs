using Slipway.Models;

namespace Slipway;

/// <summary>Predictions of rows by the trees that did not see them. Trees are added in order, so sums do not depend on threads.</summary>
/// <param name="targets">Class indices or values.</param>
/// <param name="weights">Row weights.</param>
/// <param name="outputs">Classes, or 1 for regression.</param>
/// <param name="isRegression">Whether outputs are values.</param>
internal sealed class OutOfBag(double[] targets, double[] weights, int outputs, bool isRegression)
{
    private readonly double[] _sums = new double[checked(targets.Length * outputs)];
    private readonly int[] _trees = new int[targets.Length];

    public void Add(GrownTree tree, ReadOnlySpan<int> rows, int[] leafOf)
    {
        foreach (var row in rows)
        {
            _trees[row]++;
            for (var k = 0; k < outputs; k++)
            {
                _sums[(row * outputs) + k] += tree.Values[(leafOf[row] * outputs) + k];
            }
        }
    }

    /// <summary>Accuracy, or R2; null when it is not defined: every row was seen by every tree, or all targets are equal.</summary>
    public double? Score() => isRegression ? R2() : Accuracy();

    public void Save(ModelWriter writer)
    {
        writer.Write("oob_sum", [_sums.Length], _sums);
        writer.Write("oob_trees", [_trees.Length], _trees);
    }

    public void Restore(ModelReader reader)
    {
        reader.ReadDouble("oob_sum", _sums.Length).CopyTo(_sums, 0);
        reader.ReadInt32("oob_trees", _trees.Length).CopyTo(_trees, 0);
    }

    private double? Accuracy()
    {
        double right = 0, total = 0;
        for (var row = 0; row < targets.Length; row++)
        {
            if (_trees[row] == 0)
            {
                continue;
            }

            var sums = _sums.AsSpan(row * outputs, outputs);
            var best = 0;
            for (var k = 1; k < outputs; k++)
            {
                best = sums[k] > sums[best] ? k : best;
            }

            right += best == (int)targets[row] ? weights[row] : 0;
            total += weights[row];
        }

        return total > 0 ? right / total : null;
    }

    private double? R2()
    {
        double total = 0, mean = 0;
        for (var row = 0; row < targets.Length; row++)
        {
            total += _trees[row] > 0 ? weights[row] : 0;
            mean += _trees[row] > 0 ? weights[row] * targets[row] : 0;
        }

        mean /= total;
        double residual = 0, spread = 0;
        for (var row = 0; row < targets.Length; row++)
        {
            if (_trees[row] > 0)
            {
                var error = targets[row] - (_sums[row] / _trees[row]);
                residual += weights[row] * error * error;
                spread += weights[row] * (targets[row] - mean) * (targets[row] - mean);
            }
        }

        return spread > 0 ? 1 - (residual / spread) : null;
    }
}
