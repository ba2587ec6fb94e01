using System.Globalization;
using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Data;

internal sealed class NumberColumnProfiler(int kept) : IColumnProfiler
{
    private const int MostListed = 50;

    private readonly NumberStatistics _numbers = new(kept);
    private readonly DistinctCounter _distinct = new(kept);
    private double[] _scratch = [];
    private bool _isBoolean;
    private long _missing;

    public void Add(IArrowArray column, int rows)
    {
        var source = new NumberSource(column);
        _isBoolean = source.IsBoolean;
        _scratch = _scratch.Length >= rows ? _scratch : new double[rows];
        foreach (var value in source.Read(0, rows, _scratch))
        {
            if (double.IsNaN(value))
            {
                _missing++;
                continue;
            }

            _numbers.Add(value);
            _distinct.Add(value);
        }
    }

    public ColumnProfile Complete(ColumnProfile profile) => profile with
    {
        Missing = _missing,
        Distinct = _distinct.Count,
        DistinctIsExact = _distinct.IsExact,
        Numbers = _numbers.Complete(),
        TopValues = [.. (_numbers.Counts is { Count: <= MostListed } counts ? counts : (IReadOnlyDictionary<double, long>)new Dictionary<double, long>()).OrderByDescending(v => v.Value).ThenBy(v => v.Key)
            .Take(FrequentValues.MostShown).Select(v => new ValueCount(_isBoolean ? (v.Key != 0 ? "true" : "false") : v.Key.ToString("R", CultureInfo.InvariantCulture), v.Value))],
    };
}
