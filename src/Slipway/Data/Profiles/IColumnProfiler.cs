using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Builds the profile of one column.</summary>
internal interface IColumnProfiler
{
    void Add(IArrowArray column, int rows);

    /// <summary>Fills in what the values tell.</summary>
    ColumnProfile Complete(ColumnProfile profile);
}
