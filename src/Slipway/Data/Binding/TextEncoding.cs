using System.Globalization;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>How a text becomes an input.</summary>
internal static class TextEncoding
{
    /// <summary>Sets a text input, or parses the text (invariant culture; empty or blank is missing) for a number input.</summary>
    /// <exception cref="ArgumentException">The text is not a number; names column and value.</exception>
    public static void Encode(string value, RowEncoder encoder, in BoundInput input)
    {
        if (input.Kind is InputKind.Text)
        {
            encoder.SetText(input.Index, value);
        }
        else if (!string.IsNullOrWhiteSpace(value))
        {
            encoder.SetNumber(input.Index, double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ArgumentException(
                    $"Column '{input.Column.Name}' is a number, but the value is '{Shorten(value)}'. Give a number written as in 1234.5 or"
                    + " 1.2e-3 (no thousands separators), or null where it is missing."));
        }
    }

    private static string Shorten(string value) => value.Length > 80 ? string.Concat(value.AsSpan(0, 80), "...") : value;
}
