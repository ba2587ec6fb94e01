using Slipway.Features;

namespace Slipway.Data;

/// <summary>Fisher's correlation ratio: the square root of the share of a number's variance that lies between categories.</summary>
/// <param name="groupedByLabel">True when the label is the category, false when the column is.</param>
internal sealed class CorrelationRatio(bool groupedByLabel) : IAssociation
{
    private readonly Categories _categories = new();
    private readonly List<(long Count, double Mean)> _groups = [];
    private double[] _scratch = [];
    private long _count;
    private double _mean;
    private double _squares;

    public void Add(ColumnSource column, ColumnSource label, int rows)
    {
        var (texts, numbers) = groupedByLabel ? ((TextSource)label, (NumberSource)column) : ((TextSource)column, (NumberSource)label);
        _scratch = _scratch.Length >= rows ? _scratch : new double[rows];
        var values = numbers.Read(0, rows, _scratch);
        for (var i = 0; i < rows; i++)
        {
            if (!double.IsFinite(values[i]) || !texts.TryRead(i, out var text))
            {
                continue;
            }

            var group = _categories.IndexOf(text);
            while (_groups.Count <= group)
            {
                _groups.Add(default);
            }

            var (count, mean) = _groups[group];
            _groups[group] = (count + 1, mean + ((values[i] - mean) / (count + 1)));
            _count++;
            var delta = values[i] - _mean;
            _mean += delta / _count;
            _squares += delta * (values[i] - _mean);
        }
    }

    public LabelAssociation? Complete()
    {
        if (!(_squares > 0))
        {
            return null;
        }

        var between = _groups.Sum(g => g.Count * (g.Mean - _mean) * (g.Mean - _mean));
        return new LabelAssociation("correlation ratio", Math.Sqrt(Math.Clamp(between / _squares, 0, 1)));
    }
}
