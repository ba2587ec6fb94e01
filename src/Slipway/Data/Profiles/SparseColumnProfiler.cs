using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>Counts the stored values only.</summary>
internal sealed class SparseColumnProfiler(int kept) : IColumnProfiler
{
    private readonly NumberStatistics _stored = new(kept);
    private long _missing;

    public void Add(IArrowArray column, int rows)
    {
        var source = new SparseSource(column);
        for (var row = 0; row < rows; row++)
        {
            if (!source.TryRead(row, out _, out var values))
            {
                _missing++;
                continue;
            }

            foreach (var value in values)
            {
                if (!float.IsNaN(value))
                {
                    _stored.Add(value);
                }
            }
        }
    }

    public ColumnProfile Complete(ColumnProfile profile) => profile with { Missing = _missing, Numbers = _stored.Complete() };
}
