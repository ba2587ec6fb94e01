using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Errors of a delimited file's rows, with line and column.</summary>
/// <param name="name">The file.</param>
/// <param name="scanner">Knows lines.</param>
/// <param name="schema">Names of the columns.</param>
internal sealed class CsvErrors(string name, CsvScanner scanner, Schema schema)
{
    /// <summary>Number of columns.</summary>
    public int Columns { get; } = schema.FieldsList.Count;

    /// <summary>Name of a column.</summary>
    /// <param name="column">Its index.</param>
    public string NameOf(int column) => schema.FieldsList[column].Name;

    /// <summary>The scanner's current record has another number of cells than the file has columns.</summary>
    public DataFormatException Ragged() => CsvInference.Ragged(name, scanner.LineAt(scanner.Start), scanner.CountCells(), Columns);

    /// <summary>A cell is no value of its column's type.</summary>
    /// <param name="expected">What the type takes.</param>
    /// <param name="cell">The content of the cell.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="column">Its column.</param>
    public DataFormatException NotA(string expected, ReadOnlySpan<byte> cell, int start, int column) => new(
        $"the value is not {expected}", name, scanner.LineAt(start), NameOf(column), CellText.Show(cell), expected,
        "If the column is text, set its type to ColumnType.Text; if this marks a missing value, add it to MissingTokens.");

    /// <summary>A number is too large for a double, or is written as infinite.</summary>
    /// <inheritdoc cref="NotA"/>
    public DataFormatException Infinite(ReadOnlySpan<byte> cell, int start, int column) => new(
        "the number is infinite", name, scanner.LineAt(start), NameOf(column), CellText.Show(cell), "a finite number",
        "Set AllowInfinity, or add the value to MissingTokens.");
}
