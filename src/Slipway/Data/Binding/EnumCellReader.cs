using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Cells as values of an enum, as <see cref="Enum.ToString()"/> writes them: a name (case is ignored), names, or a number.
/// </summary>
internal sealed class EnumCellReader(Type type) : CellReader
{
    private readonly Dictionary<string, object> _values = Enum.GetNames(type)
        .DistinctBy(n => n, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(n => n, n => Enum.Parse(type, n), StringComparer.OrdinalIgnoreCase);

    private IArrowArray? _column;

    public override void SetColumn(IArrowArray column) => _column = column;

    public override bool TryRead(int row, out object? value, out string? text)
    {
        value = null;
        text = ColumnCells.Text(_column!, row);
        return text is null || _values.TryGetValue(text, out value) || Enum.TryParse(type, text, ignoreCase: true, out value);
    }
}
