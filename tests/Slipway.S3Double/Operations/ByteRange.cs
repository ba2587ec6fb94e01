using System.Globalization;

namespace Slipway.S3Double.Operations;

/// <summary>One range of an object.</summary>
internal readonly record struct ByteRange(long Start, long Length)
{
    /// <summary>The range that a header asks for; null when it is to be ignored, as RFC 9110 has it for one that is not well-formed.</summary>
    public static ByteRange? Parse(string? header, long size)
    {
        if (header is null || !header.StartsWith("bytes=", StringComparison.Ordinal) || header.Contains(',', StringComparison.Ordinal))
        {
            return null;
        }

        var bounds = header["bytes=".Length..].Split('-');
        if (bounds.Length != 2 || !TryParse(bounds[0], out var first) || !TryParse(bounds[1], out var last) || (first is null && last is null) || last < first)
        {
            return null;
        }

        var (start, end) = first is { } given ? (given, Math.Min(last ?? long.MaxValue, size - 1)) : (Math.Max(0, size - last!.Value), size - 1);
        return start < size && end >= start && last != (first is null ? 0 : -1)
            ? new ByteRange(start, end - start + 1)
            : throw new S3RefusedException(
                416,
                "InvalidRange",
                "The requested range is not satisfiable",
                ("RangeRequested", header),
                ("ActualObjectSize", size.ToString(CultureInfo.InvariantCulture)))
            {
                Headers = [("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes */{size}"))],
            };
    }

    private static bool TryParse(string text, out long? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        var good = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = number;
        return good;
    }
}
