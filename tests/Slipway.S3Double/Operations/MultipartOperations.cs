using System.Globalization;
using Slipway.S3Double.Bodies;
using Slipway.S3Double.Storage;

namespace Slipway.S3Double.Operations;

/// <summary>Uploads in parts.</summary>
internal static class MultipartOperations
{
    private const int MaxParts = 10_000;

    public static S3Response Create(S3Call call)
    {
        var upload = call.Bucket.Begin(call.Request.Key, StoredHeaders.Of(call.Request));
        return S3Response.Xml(200, S3Xml.Element(
            "InitiateMultipartUploadResult",
            S3Xml.Element("Bucket", call.Request.Bucket),
            S3Xml.Element("Key", call.Request.Key),
            S3Xml.Element("UploadId", upload.Id)));
    }

    public static S3Response UploadPart(S3Call call)
    {
        var number = call.Request.Number("partNumber", 0, 1, MaxParts);
        if (number == 0)
        {
            throw S3RefusedException.InvalidArgument("partNumber", "");
        }

        var part = call.Bucket.AddPart(call.Request.Key, UploadId(call), number, call.Body.Data, call.Body.Checksums);
        return new S3Response(200)
        {
            Headers = [("ETag", call.Stated(part.ETag)), .. part.Checksums.Select(c => (Checksums.Prefix + c.Key, c.Value))],
        };
    }

    public static S3Response ListParts(S3Call call)
    {
        var request = call.Request;
        var upload = call.Bucket.Upload(request.Key, UploadId(call));
        var max = request.Number("max-parts", 1000, 1, int.MaxValue);
        var after = request.Number("part-number-marker", 0, 0, MaxParts);
        var parts = upload.Parts.Values.Where(p => p.Number > after).OrderBy(p => p.Number).ToArray();
        var page = parts.Take(Math.Min(max, 1000)).ToArray();
        var result = S3Xml.Element(
            "ListPartsResult",
            S3Xml.Element("Bucket", request.Bucket),
            S3Xml.Element("Key", request.Key),
            S3Xml.Element("UploadId", upload.Id),
            S3Xml.Element("PartNumberMarker", S3Xml.Number(after)),
            S3Xml.Element("MaxParts", S3Xml.Number(max)),
            S3Xml.Element("IsTruncated", page.Length < parts.Length ? "true" : "false"));
        if (page.Length < parts.Length)
        {
            result.Add(S3Xml.Element("NextPartNumberMarker", S3Xml.Number(page[^1].Number)));
        }

        result.Add(page.Select(p => S3Xml.Element(
            "Part",
            S3Xml.Element("PartNumber", S3Xml.Number(p.Number)),
            S3Xml.Element("LastModified", S3Xml.Time(p.LastModified)),
            S3Xml.Element("ETag", $"\"{p.ETag}\""),
            S3Xml.Element("Size", S3Xml.Number(p.Data.Length)))));
        return S3Response.Xml(200, result);
    }

    public static S3Response Complete(S3Call call)
    {
        var bucket = call.Bucket;
        var asked = S3Xml.Children(S3Xml.Parse(call.Body.Data, "CompleteMultipartUpload"), "Part").Select(AskedPart.Parse).ToArray();
        if (asked.Length == 0)
        {
            throw new S3RefusedException(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
        }

        var made = bucket.Complete(call.Request.Key, UploadId(call), u => Assemble(u, asked, call.Options.MinimumPartBytes, bucket.Now()), call.WriteCondition);
        return S3Response.Xml(200, S3Xml.Element(
            "CompleteMultipartUploadResult",
            S3Xml.Element("Location", $"http://{call.Request.Header("Host")}/{call.Request.Bucket}/{call.Request.Key}"),
            S3Xml.Element("Bucket", call.Request.Bucket),
            S3Xml.Element("Key", call.Request.Key),
            S3Xml.Element("ETag", call.Stated(made.ETag))));
    }

    public static S3Response Abort(S3Call call)
    {
        call.Bucket.Abort(call.Request.Key, UploadId(call));
        return new S3Response(204);
    }

    public static S3Response ListUploads(S3Call call)
    {
        var request = call.Request;
        var (prefix, after, afterId) = (request.Value("prefix") ?? "", request.Value("key-marker") ?? "", request.Value("upload-id-marker"));
        var max = Math.Min(request.Number("max-uploads", 1000, 1, int.MaxValue), call.Options.MaxPageKeys);
        var encode = ListOperations.Encoder(request.Value("encoding-type"));
        var all = call.Bucket.Uploads.Where(u => u.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var first = after.Length == 0 ? 0 : afterId is null
            ? all.Count(u => KeyOrder.Instance.Compare(u.Key, after) <= 0)
            : all.FindIndex(u => u.Id == afterId) is var at && at >= 0 ? at + 1 : all.Count(u => KeyOrder.Instance.Compare(u.Key, after) < 0);
        var page = all.Skip(first).Take(max).ToArray();
        var more = first + page.Length < all.Count;
        var result = S3Xml.Element(
            "ListMultipartUploadsResult",
            S3Xml.Element("Bucket", request.Bucket),
            S3Xml.Element("KeyMarker", encode(after)),
            S3Xml.Element("UploadIdMarker", afterId),
            S3Xml.Element("Prefix", encode(prefix)),
            S3Xml.Element("MaxUploads", S3Xml.Number(max)),
            S3Xml.Element("IsTruncated", more ? "true" : "false"));
        if (more)
        {
            result.Add(S3Xml.Element("NextKeyMarker", encode(page[^1].Key)), S3Xml.Element("NextUploadIdMarker", page[^1].Id));
        }

        result.Add(page.Select(u => S3Xml.Element(
            "Upload",
            S3Xml.Element("Key", encode(u.Key)),
            S3Xml.Element("UploadId", u.Id),
            S3Xml.Owner("Initiator"),
            S3Xml.Owner(),
            S3Xml.Element("StorageClass", "STANDARD"),
            S3Xml.Element("Initiated", S3Xml.Time(u.Initiated)))));
        return S3Response.Xml(200, result);
    }

    private static string UploadId(S3Call call) => call.Request.Value("uploadId") ?? throw S3RefusedException.InvalidArgument("uploadId", "");

    private static StoredObject Assemble(MultipartUpload upload, AskedPart[] asked, long minimum, DateTimeOffset now)
    {
        for (var i = 1; i < asked.Length; i++)
        {
            if (asked[i].Number <= asked[i - 1].Number)
            {
                throw new S3RefusedException(
                    400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.", ("UploadId", upload.Id));
            }
        }

        var parts = asked.Select(a => Find(upload, a)).ToArray();
        if (parts.SkipLast(1).FirstOrDefault(p => p.Data.Length < minimum) is { } small)
        {
            throw new S3RefusedException(
                400,
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size",
                ("PartNumber", S3Xml.Number(small.Number)),
                ("ProposedSize", S3Xml.Number(small.Data.Length)),
                ("MinSizeAllowed", S3Xml.Number(minimum)),
                ("ETag", small.ETag));
        }

        var data = new byte[parts.Sum(p => (long)p.Data.Length)];
        var position = 0;
        foreach (var part in parts)
        {
            part.Data.CopyTo(data, position);
            position += part.Data.Length;
        }

        var checksums = Checksums.Names.Where(n => parts.All(p => p.Checksums.ContainsKey(n)))
            .ToDictionary(n => n, n => Checksums.Composite(n, [.. parts.Select(p => p.Checksums[n])]), StringComparer.Ordinal);
        return new StoredObject(data, StoredObject.HashOf(parts), now, upload.Headers, checksums, [.. parts.Select(p => (long)p.Data.Length)]);
    }

    private static StoredPart Find(MultipartUpload upload, AskedPart asked)
    {
        var found = upload.Parts.GetValueOrDefault(asked.Number);
        return found is not null && found.ETag == asked.ETag && asked.Checksums.All(c => found.Checksums.GetValueOrDefault(c.Key) == c.Value)
            ? found
            : throw new S3RefusedException(
                400,
                "InvalidPart",
                "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
                ("UploadId", upload.Id),
                ("PartNumber", asked.Number.ToString(CultureInfo.InvariantCulture)),
                ("ETag", asked.ETag));
    }
}
