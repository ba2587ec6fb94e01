using System.Buffers;
using System.Globalization;
using System.Text;

namespace Slipway.Storage;

/// <summary>
/// Maps buckets and keys to URIs and back: <c>s3://bucket/key</c>, the key percent-encoded as UTF-8 where a URI needs it. Any key goes there and back,
/// also with spaces, <c>%</c>, <c>#</c>, <c>?</c>, <c>//</c>, a leading slash, or <c>..</c>.
/// </summary>
public static class S3Uri
{
    /// <summary>The scheme, <c>s3</c>.</summary>
    public const string Scheme = "s3";

    private const string Start = Scheme + "://";

    // RFC 3986 pchar without the percent sign, and the slash: what may stand in a path as it is.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/"u8);

    /// <summary>The URI of a key.</summary>
    /// <param name="bucket">Name of the bucket.</param>
    /// <param name="key">The key, as S3 knows it; empty for the bucket itself.</param>
    /// <exception cref="ArgumentException">The bucket is empty or cannot stand in a URI.</exception>
    public static Uri Create(string bucket, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(bucket);
        ArgumentNullException.ThrowIfNull(key);
        // A URI drops the segments '.' and '..', and S3 does not: such keys need a URI that leaves its path alone.
        var verbatim = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = HasDotSegment(key) };
        return Uri.TryCreate($"{Start}{bucket}/{Escape(key)}", verbatim, out var uri) && string.Equals(uri.Host, bucket, StringComparison.OrdinalIgnoreCase)
            ? uri
            : throw new ArgumentException($"'{bucket}' is not the name of a bucket: 3 to 63 of a-z, 0-9, '-' and '.', first and last a letter or a digit.", nameof(bucket));
    }

    /// <summary>Bucket and key of a URI. What looks like a query or a fragment belongs to the key.</summary>
    /// <param name="uri">An absolute <c>s3</c> URI.</param>
    /// <exception cref="ArgumentException">It is another kind of URI, or has no bucket, a port, or user information.</exception>
    public static (string Bucket, string Key) Parse(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || uri.Scheme != Scheme)
        {
            throw new ArgumentException($"'{uri}' is not an absolute s3:// URI.", nameof(uri));
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new ArgumentException("An s3:// URI has user information before its bucket. Credentials belong in S3Options; no URI holds them.", nameof(uri));
        }

        if (uri.Host.Length == 0 || uri.Port >= 0)
        {
            throw new ArgumentException($"'{uri}' should be s3://bucket/key; the server's address belongs in S3Options.ServiceUrl.", nameof(uri));
        }

        var text = uri.AbsoluteUri;
        var slash = text.IndexOf('/', Start.Length);
        return (Bucket(uri), slash < 0 ? "" : Uri.UnescapeDataString(text[(slash + 1)..]));
    }

    // Uri.Host is in lower case; buckets of other servers, and old ones of Amazon, are not always.
    private static string Bucket(Uri uri)
    {
        var original = uri.OriginalString.AsSpan();
        var start = original.IndexOf(Start, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return uri.Host;
        }

        var authority = original[(start + Start.Length)..];
        var end = authority.IndexOfAny('/', '?', '#');
        authority = end < 0 ? authority : authority[..end];
        return authority.Equals(uri.Host, StringComparison.OrdinalIgnoreCase) ? authority.ToString() : uri.Host;
    }

    private static bool HasDotSegment(string key) =>
        key.Contains('.', StringComparison.Ordinal) && key.Split('/').Any(static segment => segment is "." or "..");

    private static string Escape(string key)
    {
        var utf8 = Encoding.UTF8.GetBytes(key);
        if (!utf8.AsSpan().ContainsAnyExcept(Plain))
        {
            return key;
        }

        var text = new StringBuilder(key.Length + 16);
        foreach (var b in utf8)
        {
            _ = Plain.Contains(b) ? text.Append((char)b) : text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
