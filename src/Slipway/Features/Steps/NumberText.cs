using System.Globalization;

namespace Slipway.Features;

/// <summary>A number as the name of a category: its shortest form that reads back the same (<c>7</c>, <c>0.1</c>).</summary>
internal static class NumberText
{
    /// <summary>Bytes that the longest number takes.</summary>
    public const int MaximumLength = 32;

    public static ReadOnlySpan<byte> Write(double value, Span<byte> to)
    {
        // -0 + 0 is 0: both zeros are one category.
        (value + 0.0).TryFormat(to, out var length, default, CultureInfo.InvariantCulture);
        return to[..length];
    }

    public static string Of(double value) => (value + 0.0).ToString("R", CultureInfo.InvariantCulture);
}
