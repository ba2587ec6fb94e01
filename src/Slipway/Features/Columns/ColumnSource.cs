using Apache.Arrow;

namespace Slipway.Features;

/// <summary>Reads one column of a record batch as one of the four input kinds, whatever its Arrow type.</summary>
internal abstract class ColumnSource
{
    /// <summary>A reader of the kind that the column's type has.</summary>
    public static ColumnSource Create(IArrowArray column, InputKind kind) => kind switch
    {
        InputKind.Number => new NumberSource(column),
        InputKind.Text => new TextSource(column),
        InputKind.Vector => new VectorSource(column),
        _ => new SparseSource(column),
    };
}
