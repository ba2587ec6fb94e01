using System.Text;
using System.Xml.Linq;
using Slipway.S3Double.Signing;
using Slipway.S3Double.Storage;

namespace Slipway.S3Double.Operations;

/// <summary>Lists of keys, in pages.</summary>
internal static class ListOperations
{
    private const string TokenPrefix = "slipway:";

    public static S3Response List(S3Call call)
    {
        var request = call.Request;
        var bucket = call.Bucket;
        var (prefix, delimiter) = (request.Value("prefix") ?? "", request.Value("delimiter") ?? "");
        var max = Math.Min(request.Number("max-keys", call.Options.MaxPageKeys, 0, int.MaxValue), call.Options.MaxPageKeys);
        var encode = Encoder(request.Value("encoding-type"));
        var token = request.Value("continuation-token");
        var after = token is null ? request.Value("start-after") : FromToken(token);

        var entries = Entries(bucket, prefix, delimiter, after).Take(max + 1).ToList();
        var more = entries.Count > max && max > 0;
        entries = entries[..Math.Min(max, entries.Count)];

        var result = S3Xml.Element("ListBucketResult", S3Xml.Element("Name", request.Bucket), S3Xml.Element("Prefix", encode(prefix)));
        Add(result, "Delimiter", delimiter.Length == 0 ? null : encode(delimiter));
        Add(result, "EncodingType", request.Value("encoding-type"));
        Add(result, "StartAfter", request.Value("start-after") is { } start ? encode(start) : null);
        Add(result, "ContinuationToken", token);
        result.Add(
            S3Xml.Element("KeyCount", S3Xml.Number(entries.Count)),
            S3Xml.Element("MaxKeys", S3Xml.Number(max)),
            S3Xml.Element("IsTruncated", more ? "true" : "false"));
        Add(result, "NextContinuationToken", more ? ToToken(entries[^1].Name) : null);
        var owner = request.Value("fetch-owner") == "true";
        result.Add(entries.Where(e => e.Object is not null).Select(e => Contents(call, encode(e.Name), e.Object!, owner)));
        result.Add(entries.Where(e => e.Object is null).Select(e => S3Xml.Element("CommonPrefixes", S3Xml.Element("Prefix", encode(e.Name)))));
        return S3Response.Xml(200, result);
    }

    /// <summary>How names are written: as they are, or as in a query (a blank is <c>+</c>), which survives XML.</summary>
    public static Func<string, string> Encoder(string? type) => type switch
    {
        null => text => text,
        "url" => text => UriEncoding.Encode(text, keepSlash: true).Replace("%20", "+", StringComparison.Ordinal),
        _ => throw new S3RefusedException(400, "InvalidArgument", "Invalid Encoding Method specified in Request", ("ArgumentName", "encoding-type"), ("ArgumentValue", type)),
    };

    // Keys and common prefixes together, in the order of the list.
    private static IEnumerable<(string Name, StoredObject? Object)> Entries(S3Bucket bucket, string prefix, string delimiter, string? after)
    {
        string? common = null;
        foreach (var (key, stored) in bucket.Snapshot())
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || (common is not null && key.StartsWith(common, StringComparison.Ordinal)))
            {
                continue;
            }

            var end = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            var name = end < 0 ? key : key[..(end + delimiter.Length)];
            if (after is not null && KeyOrder.Instance.Compare(name, after) <= 0)
            {
                continue;
            }

            common = end < 0 ? null : name;
            yield return (name, end < 0 ? stored : null);
        }
    }

    private static XElement Contents(S3Call call, string name, StoredObject stored, bool owner) => S3Xml.Element(
        "Contents",
        S3Xml.Element("Key", name),
        S3Xml.Element("LastModified", S3Xml.Time(stored.LastModified)),
        S3Xml.Element("ETag", call.Stated(stored.ETag)),
        S3Xml.Element("Size", S3Xml.Number(call.Stated(stored.Data.Length))),
        owner ? S3Xml.Owner() : null,
        S3Xml.Element("StorageClass", "STANDARD"));

    private static void Add(XElement result, string name, string? value)
    {
        if (value is not null)
        {
            result.Add(S3Xml.Element(name, value));
        }
    }

    private static string ToToken(string name) => Convert.ToBase64String(Encoding.UTF8.GetBytes(TokenPrefix + name));

    private static string FromToken(string token)
    {
        var bytes = new byte[token.Length];
        var text = Convert.TryFromBase64String(token, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : "";
        return text.StartsWith(TokenPrefix, StringComparison.Ordinal)
            ? text[TokenPrefix.Length..]
            : throw new S3RefusedException(
                400, "InvalidArgument", "The continuation token provided is incorrect", ("ArgumentName", "continuation-token"), ("ArgumentValue", token));
    }
}
