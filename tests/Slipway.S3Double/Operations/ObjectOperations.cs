using System.Globalization;
using System.Xml.Linq;
using Slipway.S3Double.Bodies;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Storage;

namespace Slipway.S3Double.Operations;

/// <summary>Whole objects.</summary>
internal static class ObjectOperations
{
    public static S3Response Put(S3Call call)
    {
        var made = call.Bucket.Put(call.Request.Key, call.Body.Data, StoredHeaders.Of(call.Request), call.Body.Checksums, call.WriteCondition);
        return new S3Response(200) { Headers = [("ETag", call.Stated(made.ETag)), .. ChecksumHeaders(made)] };
    }

    public static S3Response Head(S3Call call)
    {
        var response = Get(call);
        return response with { StatedLength = call.Stated(response.Body.Length), Body = default };
    }

    public static S3Response Get(S3Call call)
    {
        var request = call.Request;
        var found = call.Bucket.Find(request.Key) ?? throw S3RefusedException.NoSuchKey(request.Key);
        if (request.Header("If-Match") is { } ifMatch && !Matches(ifMatch, found))
        {
            throw S3RefusedException.PreconditionFailed("If-Match");
        }

        if (request.Header("If-None-Match") is { } ifNoneMatch && Matches(ifNoneMatch, found))
        {
            return new S3Response(304) { Headers = [("ETag", call.Stated(found.ETag))] };
        }

        var headers = new List<(string, string)>
        {
            ("ETag", call.Stated(found.ETag)),
            ("Last-Modified", found.LastModified.ToString("R", CultureInfo.InvariantCulture)),
            ("Accept-Ranges", "bytes"),
        };
        headers.AddRange(found.Headers);
        var size = found.Data.Length;
        if (Part(call, found, headers) is { } range || (call.Fault is not S3Fault.IgnoreRange && ByteRange.Parse(request.Header("Range"), size) is { } asked && Set(asked, out range)))
        {
            headers.Add(("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.Start + range.Length - 1}/{size}")));
            var sent = call.Fault is S3Fault.Oversend more ? Math.Min(range.Length + more.Bytes, size - range.Start) : range.Length;
            return new S3Response(206) { Headers = headers, Body = found.Data.Slice((int)range.Start, (int)sent) };
        }

        // A stored checksum is that of the whole object.
        if (string.Equals(request.Header("x-amz-checksum-mode"), "ENABLED", StringComparison.OrdinalIgnoreCase))
        {
            headers.AddRange(ChecksumHeaders(found));
        }

        return new S3Response(200) { Headers = headers, Body = found.Data };
    }

    public static S3Response Delete(S3Call call)
    {
        call.Bucket.Remove(call.Request.Key, call.Request.Header("If-Match"));
        return new S3Response(204);
    }

    public static S3Response DeleteMany(S3Call call)
    {
        if (!call.Body.HasDigest)
        {
            throw S3RefusedException.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }

        var bucket = call.Bucket;
        var asked = S3Xml.Parse(call.Body.Data, "Delete");
        var quiet = S3Xml.Text(asked, "Quiet") == "true";
        var keys = S3Xml.Children(asked, "Object").Select(o => S3Xml.Text(o, "Key") ?? "").ToArray();
        if (keys.Length is 0 or > 1000)
        {
            throw new S3RefusedException(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
        }

        var result = S3Xml.Element("DeleteResult");
        foreach (var key in keys)
        {
            bucket.Remove(key);
            if (!quiet)
            {
                result.Add(S3Xml.Element("Deleted", S3Xml.Element("Key", key)));
            }
        }

        return S3Response.Xml(200, result);
    }

    private static bool Set(ByteRange value, out ByteRange range)
    {
        range = value;
        return true;
    }

    private static ByteRange? Part(S3Call call, StoredObject found, List<(string Name, string Value)> headers)
    {
        if (!call.Request.Has("partNumber"))
        {
            return null;
        }

        var number = call.Request.Number("partNumber", 1, 1, 10_000);
        IReadOnlyList<long> sizes = found.PartSizes.Count == 0 ? [found.Data.Length] : found.PartSizes;
        if (number > sizes.Count)
        {
            throw new S3RefusedException(416, "InvalidPartNumber", "The requested partnumber is not satisfiable", ("ActualPartCount", S3Xml.Number(sizes.Count)));
        }

        headers.Add(("x-amz-mp-parts-count", S3Xml.Number(sizes.Count)));
        return new ByteRange(sizes.Take(number - 1).Sum(), sizes[number - 1]);
    }

    private static bool Matches(string condition, StoredObject found) =>
        condition.Split(',', StringSplitOptions.TrimEntries).Any(c => c == "*" || c.Trim('"') == found.ETag);

    private static IEnumerable<(string Name, string Value)> ChecksumHeaders(StoredObject found) =>
        found.Checksums.SelectMany<KeyValuePair<string, string>, (string, string)>(c =>
            [(Checksums.Prefix + c.Key, c.Value), ("x-amz-checksum-type", found.PartSizes.Count == 0 ? "FULL_OBJECT" : "COMPOSITE")]).Distinct();
}
