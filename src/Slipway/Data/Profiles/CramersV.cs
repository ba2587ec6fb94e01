using Slipway.Features;

namespace Slipway.Data;

/// <summary>Cramer's V of two categories, corrected for bias (Bergsma, "A bias-correction for Cramer's V and Tschuprow's T", 2013).</summary>
internal sealed class CramersV : IAssociation
{
    private readonly Categories _columns = new();
    private readonly Categories _labels = new();
    private readonly Dictionary<(int Column, int Label), long> _cells = [];

    public void Add(ColumnSource column, ColumnSource label, int rows)
    {
        var (left, right) = ((TextSource)column, (TextSource)label);
        for (var i = 0; i < rows; i++)
        {
            if (left.TryRead(i, out var x) && right.TryRead(i, out var y))
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_cells, (_columns.IndexOf(x), _labels.IndexOf(y)), out _)++;
            }
        }
    }

    public LabelAssociation? Complete()
    {
        var columns = Sums(c => c.Column);
        var labels = Sums(c => c.Label);
        if (columns.Count < 2 || labels.Count < 2)
        {
            return null;
        }

        double count = _cells.Values.Sum();

        // chi^2 / n = sum n_ij^2 / (n_i n_j) - 1: empty cells add nothing to the sum.
        var phi = _cells.Sum(c => (double)c.Value * c.Value / ((double)columns[c.Key.Column] * labels[c.Key.Label])) - 1;
        var (k, r) = (columns.Count, labels.Count);
        var corrected = Math.Max(0, phi - ((k - 1.0) * (r - 1.0) / (count - 1)));
        var (kCorrected, rCorrected) = (k - ((k - 1.0) * (k - 1) / (count - 1)), r - ((r - 1.0) * (r - 1) / (count - 1)));
        var most = Math.Min(kCorrected, rCorrected) - 1;
        return most > 0 ? new LabelAssociation("cramers v", Math.Sqrt(Math.Min(1, corrected / most))) : null;
    }

    private Dictionary<int, long> Sums(Func<(int Column, int Label), int> side) =>
        _cells.GroupBy(c => side(c.Key)).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));
}
