using Slipway.S3Double.Requests;

namespace Slipway.S3Double.Operations;

/// <summary>Headers that are stored with an object and come back with it.</summary>
internal static class StoredHeaders
{
    private static readonly string[] Kept = ["Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type", "Expires"];

    public static IReadOnlyList<(string Name, string Value)> Of(S3Request request)
    {
        var headers = request.Headers
            .Where(h => Kept.Contains(h.Key, StringComparer.OrdinalIgnoreCase) || h.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
            .Select(h => (Name: h.Key, Value: h.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase) ? WithoutChunks(h.Value.ToString()) : h.Value.ToString()))
            .Where(h => h.Value.Length > 0)
            .ToList();
        if (!headers.Exists(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(("Content-Type", "binary/octet-stream"));
        }

        return headers;
    }

    // aws-chunked is how the request was sent, not what the object is.
    private static string WithoutChunks(string encoding) =>
        string.Join(',', encoding.Split(',', StringSplitOptions.TrimEntries).Where(e => !e.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)));
}
