using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Cells as <c>string</c>.</summary>
internal sealed class TextCellReader : CellReader
{
    private IArrowArray? _column;

    public override void SetColumn(IArrowArray column) => _column = column;

    public override bool TryRead(int row, out object? value, out string? text)
    {
        value = ColumnCells.Text(_column!, row);
        text = null;
        return true;
    }
}
