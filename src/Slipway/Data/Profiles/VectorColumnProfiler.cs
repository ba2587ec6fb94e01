using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Data;

internal sealed class VectorColumnProfiler(int kept) : IColumnProfiler
{
    private readonly NumberStatistics _elements = new(kept);
    private float[] _scratch = [];
    private long _missing;

    public void Add(IArrowArray column, int rows)
    {
        var source = new VectorSource(column);
        _scratch = _scratch.Length >= source.Width ? _scratch : new float[source.Width];
        for (var row = 0; row < rows; row++)
        {
            if (!source.TryRead(row, _scratch, out var vector))
            {
                _missing++;
                continue;
            }

            foreach (var value in vector)
            {
                if (!float.IsNaN(value))
                {
                    _elements.Add(value);
                }
            }
        }
    }

    public ColumnProfile Complete(ColumnProfile profile) => profile with { Missing = _missing, Numbers = _elements.Complete() };
}
