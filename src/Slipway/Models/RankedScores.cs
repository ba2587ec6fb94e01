namespace Slipway.Models;

/// <summary>Scores of every row and class, for the area under the ROC curve (Mann-Whitney statistic, ties counted half, rows
/// weighted).</summary>
internal sealed class RankedScores(int classes)
{
    private readonly List<float> _scores = [];
    private readonly List<int> _targets = [];
    private readonly List<float> _weights = [];

    public void Add(ReadOnlySpan<float> probabilities, int target, float weight)
    {
        if (classes == 2)
        {
            _scores.Add(probabilities[1]);
        }
        else
        {
            foreach (var probability in probabilities)
            {
                _scores.Add(probability);
            }
        }

        _targets.Add(target);
        _weights.Add(weight);
    }

    /// <summary>Two classes: of the second one. More: the mean of each class against the rest. Null when a class has no rows.</summary>
    public double? Auc()
    {
        if (classes == 2)
        {
            return Auc(0, 1, 1);
        }

        var sum = 0.0;
        for (var k = 0; k < classes; k++)
        {
            if (Auc(k, classes, k) is not { } auc)
            {
                return null;
            }

            sum += auc;
        }

        return sum / classes;
    }

    private double? Auc(int offset, int stride, int positive)
    {
        var keys = new float[_targets.Count];
        var order = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = _scores[(i * stride) + offset];
            order[i] = i;
        }

        Array.Sort(keys, order);
        double below = 0, area = 0, positives = 0;
        for (var start = 0; start < keys.Length;)
        {
            double tiedPositive = 0, tiedNegative = 0;
            var end = start;
            for (; end < keys.Length && keys[end] == keys[start]; end++)
            {
                var row = order[end];
                if (_targets[row] == positive)
                {
                    tiedPositive += _weights[row];
                }
                else
                {
                    tiedNegative += _weights[row];
                }
            }

            area += tiedPositive * (below + (tiedNegative / 2));
            below += tiedNegative;
            positives += tiedPositive;
            start = end;
        }

        return positives > 0 && below > 0 ? area / (positives * below) : null;
    }
}
