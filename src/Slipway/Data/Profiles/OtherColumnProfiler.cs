using Apache.Arrow;

namespace Slipway.Data;

/// <summary>A type that features do not read: only missing values are counted.</summary>
internal sealed class OtherColumnProfiler : IColumnProfiler
{
    private long _missing;

    public void Add(IArrowArray column, int rows) => _missing += column.NullCount;

    public ColumnProfile Complete(ColumnProfile profile) => profile with { Missing = _missing };
}
