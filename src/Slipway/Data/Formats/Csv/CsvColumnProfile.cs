namespace Slipway.Data;

/// <summary>What inference has seen of one column: its first cell, and what kinds of cells follow.</summary>
internal sealed class CsvColumnProfile(byte[] firstCell, bool firstIsMissing, double? firstNumber)
{
    /// <summary>Text of the first row's cell.</summary>
    public byte[] FirstCell { get; } = firstCell;

    /// <summary>True when the first row's cell means "no value".</summary>
    public bool FirstIsMissing { get; } = firstIsMissing;

    /// <summary>The number in the first row's cell, or null.</summary>
    public double? FirstNumber { get; } = firstNumber;

    /// <summary>Text of the second row's cell; null when there is no second row.</summary>
    public byte[]? SecondCell { get; private set; }

    /// <summary>True when a later row has a number.</summary>
    public bool HasNumber { get; private set; }

    /// <summary>True when a later row has text that is not a number.</summary>
    public bool HasText { get; private set; }

    /// <summary>True when the first row's cell comes again.</summary>
    public bool FirstRecurs { get; private set; }

    /// <summary>Takes note of a cell of a later row.</summary>
    /// <param name="cell">Its content.</param>
    /// <param name="missing">Whether it means "no value".</param>
    public void Add(ReadOnlySpan<byte> cell, bool missing)
    {
        SecondCell ??= cell.ToArray();
        FirstRecurs |= cell.SequenceEqual(FirstCell);
        if (missing)
        {
            return;
        }

        var number = NumberParser.TryParse(cell, out _);
        HasNumber |= number;
        HasText |= !number;
    }

    /// <summary>The type that the values suggest.</summary>
    /// <param name="hasHeader">Whether the first row is a name and not a value.</param>
    public ColumnType Infer(bool hasHeader) =>
        HasText || (!hasHeader && !FirstIsMissing && FirstNumber is null) ? ColumnType.Text : ColumnType.Number;
}
