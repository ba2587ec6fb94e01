using System.Globalization;
using System.Text;

namespace Slipway.Data;

/// <summary>
/// Turns the text of a value into a value of a column; shared by the text formats, so that they read the same things alike.
/// </summary>
internal static class CellText
{
    /// <summary>Appends a value that is not missing; false when the text is no value of the column's type.</summary>
    /// <param name="column">Where to append. Infinite numbers are appended as they are: the caller decides about them.</param>
    /// <param name="text">The value, without surrounding spaces; for a text column valid UTF-8.</param>
    public static bool TryAppend(ColumnBuilder column, ReadOnlySpan<byte> text)
    {
        switch (column)
        {
            case NumberColumn numbers:
                if (!NumberParser.TryParse(text, out var number))
                {
                    return false;
                }

                numbers.Append(number);
                return true;

            case IntegerColumn integers:
                if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
                {
                    return false;
                }

                integers.Append(integer);
                return true;

            case BooleanColumn booleans:
                if (ParseBoolean(text) is not { } boolean)
                {
                    return false;
                }

                booleans.Append(boolean);
                return true;

            case TextColumn texts:
                texts.Append(text);
                return true;

            default:
                throw new ArgumentException($"Text cannot be appended to a {column.GetType().Name}.", nameof(column));
        }
    }

    /// <summary>What <see cref="TryAppend"/> takes, for messages.</summary>
    /// <param name="column">The column.</param>
    public static string Expected(ColumnBuilder column) => column switch
    {
        NumberColumn => "a number",
        IntegerColumn => "a whole number of 64 bits",
        BooleanColumn => "true, false, yes, no, 1 or 0",
        VectorColumn vector => $"an array of {vector.Width} numbers",
        _ => "text",
    };

    /// <summary>A value for a message, whatever its bytes.</summary>
    /// <param name="text">The value.</param>
    public static string Show(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text[..Math.Min(text.Length, 1024)]).Replace("\0", "\\0", StringComparison.Ordinal);

    private static bool? ParseBoolean(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("1"u8) || Is(text, "true"u8) || Is(text, "yes"u8) ? true
        : text.SequenceEqual("0"u8) || Is(text, "false"u8) || Is(text, "no"u8) ? false
        : null;

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);
}
