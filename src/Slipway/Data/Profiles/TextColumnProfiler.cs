using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Data;

internal sealed class TextColumnProfiler(int kept) : IColumnProfiler
{
    private readonly NumberStatistics _lengths = new(kept);
    private readonly DistinctCounter _distinct = new(kept);
    private readonly FrequentValues _values = new(kept);
    private long _missing;

    public void Add(IArrowArray column, int rows)
    {
        var source = new TextSource(column);
        for (var row = 0; row < rows; row++)
        {
            if (!source.TryRead(row, out var text))
            {
                _missing++;
                continue;
            }

            _lengths.Add(text.Length);
            _distinct.Add(text);
            _values.Add(text);
        }
    }

    public ColumnProfile Complete(ColumnProfile profile) => profile with
    {
        Missing = _missing,
        Distinct = _distinct.Count,
        DistinctIsExact = _distinct.IsExact,
        Numbers = _lengths.Complete(),
        TopValues = _values.Top(),
        TopValuesAreExact = _values.AreExact,
    };
}
