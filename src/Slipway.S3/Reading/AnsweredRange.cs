using System.Globalization;
using Amazon.S3.Model;

namespace Slipway.Storage;

/// <summary>What an answer says that it holds.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Version">The object it is of.</param>
/// <param name="IsWhole">Whether the server sent the whole object and no range.</param>
internal sealed record AnsweredRange(long Start, long Length, ObjectVersion Version, bool IsWhole)
{
    public static AnsweredRange Of(GetObjectResponse response)
    {
        var etag = ETags.Bare(response.ETag);
        if (string.IsNullOrEmpty(response.ContentRange))
        {
            return new(0, response.ContentLength, new(etag, response.ContentLength), IsWhole: true);
        }

        // "bytes 0-8388607/2147483648"
        var text = response.ContentRange.AsSpan();
        var (dash, slash) = (text.IndexOf('-'), text.IndexOf('/'));
        if (text.StartsWith("bytes ", StringComparison.Ordinal) && dash > 0 && slash > dash
            && Number(text[6..dash]) is { } start && Number(text[(dash + 1)..slash]) is { } last && Number(text[(slash + 1)..]) is { } size
            && start <= last && last < size)
        {
            return new(start, last - start + 1, new(etag, size), IsWhole: false);
        }

        throw new S3AnswerException($"The answer's Content-Range is '{response.ContentRange}'; expected 'bytes <first>-<last>/<size>'", isRetryable: true);
    }

    private static long? Number(ReadOnlySpan<char> text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
