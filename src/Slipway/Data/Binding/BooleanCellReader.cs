using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Cells as <c>bool</c>: booleans, and the numbers 0 and 1.</summary>
internal sealed class BooleanCellReader : CellReader
{
    private static readonly object True = true;
    private static readonly object False = false;
    private IArrowArray? _column;

    public override void SetColumn(IArrowArray column) => _column = column;

    public override bool TryRead(int row, out object? value, out string? text)
    {
        var number = ColumnCells.IsReal(_column!) ? ColumnCells.Real(_column!, row) : (double?)ColumnCells.Integer(_column!, row);
        value = number switch { 0 => False, 1 => True, _ => null };
        text = value is null ? ColumnCells.Text(_column!, row) : null;
        return number is null or 0 or 1;
    }
}
