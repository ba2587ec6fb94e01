using System.Globalization;

namespace Slipway.Data;

/// <summary>
/// Rows to keep, by the value of one column. Row groups whose statistics exclude every row are not read; of the others exactly the rows that
/// match are given. A missing value never matches.
/// </summary>
public sealed record ColumnFilter
{
    private ColumnFilter(string column)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        Column = column;
    }

    /// <summary>Name of the column; it need not be a feature.</summary>
    public string Column { get; }

    /// <summary>Least value that is kept, or null.</summary>
    public double? Min { get; private init; }

    /// <summary>Greatest value that is kept, or null.</summary>
    public double? Max { get; private init; }

    /// <summary>The text that is kept, or null when numbers are compared.</summary>
    public string? Text { get; private init; }

    /// <summary>Keeps the values from one number to another, both included.</summary>
    /// <param name="column">Name of a column of numbers, booleans (0 and 1), dates (days since 1970) or times (seconds since 1970).</param>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    /// <exception cref="ArgumentException">A bound is NaN, or they are in the wrong order.</exception>
    public static ColumnFilter Between(string column, double min, double max) => min <= max
        ? new(column) { Min = min, Max = max }
        : throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture, $"The filter of '{column}' keeps values from {min} to {max}; the first must not be above the second."));

    /// <summary>Keeps the values that are not below a number.</summary>
    /// <inheritdoc cref="Between"/>
    public static ColumnFilter AtLeast(string column, double min) => Between(column, min, double.PositiveInfinity);

    /// <summary>Keeps the values that are not above a number.</summary>
    /// <inheritdoc cref="Between"/>
    public static ColumnFilter AtMost(string column, double max) => Between(column, double.NegativeInfinity, max);

    /// <summary>Keeps one number.</summary>
    /// <param name="column">Name of a column, as for <see cref="Between"/>.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentException">The number is NaN.</exception>
    public static ColumnFilter EqualTo(string column, double value) => Between(column, value, value);

    /// <summary>Keeps one text, compared byte by byte.</summary>
    /// <param name="column">Name of a column of texts.</param>
    /// <param name="text">The text.</param>
    public static ColumnFilter EqualTo(string column, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(column) { Text = text };
    }
}
