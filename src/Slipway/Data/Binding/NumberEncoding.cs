using System.Globalization;
using System.Numerics;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>How a number becomes an input.</summary>
internal static class NumberEncoding<TValue>
    where TValue : unmanaged, INumber<TValue>
{
    // Not a fraction: "1.5" and "1.50" are different texts, and only the training data knows which one was meant.
    private static readonly bool IsInteger = typeof(TValue) != typeof(float) && typeof(TValue) != typeof(double)
        && typeof(TValue) != typeof(decimal);

    public static bool Fits(InputKind kind) => kind is InputKind.Number || (kind is InputKind.Text && IsInteger);

    public static void Encode(TValue value, RowEncoder encoder, in BoundInput input)
    {
        if (input.Kind is InputKind.Number)
        {
            encoder.SetNumber(input.Index, double.CreateTruncating(value));
            return;
        }

        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        encoder.SetText(input.Index, text[..length]);
    }
}
