using System.Globalization;
using System.Security.Cryptography;
using Slipway.S3Double.Requests;
using Slipway.S3Double.Signing;

namespace Slipway.S3Double.Bodies;

/// <summary>Reads a request's body, decodes it and checks every digest that came with it.</summary>
internal static class RequestBodyReader
{
    private const string Unsigned = "UNSIGNED-PAYLOAD";
    private const string StreamingUnsigned = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private const string StreamingSigned = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private const string StreamingSignedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    public static async Task<RequestBody> ReadAsync(S3Request request, RequestSignature? signature, CancellationToken cancellationToken)
    {
        var wire = await ReadWireAsync(request, cancellationToken);
        var mode = request.Header("x-amz-content-sha256") ?? Unsigned;
        var trailer = (IReadOnlyList<(string Name, string Value)>)[];
        var data = wire;
        if (mode.StartsWith("STREAMING-", StringComparison.Ordinal))
        {
            (data, trailer) = DecodeChunks(request, mode, wire, signature);
        }
        else if (mode != Unsigned && !string.Equals(SigningKey.Hash(wire), mode, StringComparison.Ordinal))
        {
            throw new S3RefusedException(
                400,
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
                ("ClientComputedContentSHA256", mode),
                ("S3ComputedContentSHA256", SigningKey.Hash(wire)));
        }

        var md5 = CheckMd5(request, data);
        var checksums = CheckChecksums(request, trailer, data);
        return new RequestBody(data, checksums, md5 || checksums.Count > 0);
    }

    private static async Task<byte[]> ReadWireAsync(S3Request request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream((int)(request.Http.ContentLength ?? 0));
        await request.Http.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    private static (byte[] Data, IReadOnlyList<(string, string)> Trailer) DecodeChunks(
        S3Request request, string mode, byte[] wire, RequestSignature? signature)
    {
        var signed = mode switch
        {
            StreamingUnsigned => false,
            StreamingSigned or StreamingSignedTrailer => true,
            _ => throw S3RefusedException.InvalidArgument("x-amz-content-sha256", mode),
        };
        if (signed && signature is null)
        {
            throw new S3RefusedException(403, "AccessDenied", "An anonymous request can't have signed chunks.");
        }

        if (!(request.Header("Content-Encoding") ?? "").Contains("aws-chunked", StringComparison.OrdinalIgnoreCase))
        {
            throw S3RefusedException.InvalidRequest($"x-amz-content-sha256 is {mode}, but Content-Encoding does not name aws-chunked.");
        }

        var body = new ChunkedBody(wire, signed ? signature : null, mode != StreamingSigned);
        var data = body.Decode();
        if (!long.TryParse(request.Header("x-amz-decoded-content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            throw new S3RefusedException(411, "MissingContentLength", "You must provide the x-amz-decoded-content-length HTTP header.");
        }

        if (length != data.Length)
        {
            throw new S3RefusedException(
                400,
                "IncompleteBody",
                "You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header",
                ("NumberBytesExpected", length.ToString(CultureInfo.InvariantCulture)),
                ("NumberBytesProvided", data.Length.ToString(CultureInfo.InvariantCulture)));
        }

        var announced = (request.Header("x-amz-trailer") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return announced.All(a => body.Trailer.Any(t => string.Equals(t.Name, a, StringComparison.OrdinalIgnoreCase)))
            ? (data, body.Trailer)
            : throw new S3RefusedException(400, "MalformedTrailerError", "The request did not contain the trailing headers that x-amz-trailer announced.");
    }

    private static bool CheckMd5(S3Request request, byte[] data)
    {
        if (request.Header("Content-MD5") is not { } text)
        {
            return false;
        }

        var given = new byte[16];
        if (!Convert.TryFromBase64String(text, given, out var count) || count != 16)
        {
            throw new S3RefusedException(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", ("Content-MD5", text));
        }

        return MD5.HashData(data).AsSpan().SequenceEqual(given)
            ? true
            : throw new S3RefusedException(
                400,
                "BadDigest",
                "The Content-MD5 you specified did not match what we received.",
                ("ExpectedDigest", text),
                ("CalculatedDigest", Convert.ToBase64String(MD5.HashData(data))));
    }

    private static Dictionary<string, string> CheckChecksums(S3Request request, IReadOnlyList<(string Name, string Value)> trailer, byte[] data)
    {
        var given = request.Headers.Select(h => (Name: h.Key, Value: h.Value.ToString())).Concat(trailer).Where(h => Checksums.IsValue(h.Name)).ToArray();
        foreach (var (name, value) in given)
        {
            Checksums.Check(name, value, data);
        }

        return given.ToDictionary(h => h.Name[Checksums.Prefix.Length..].ToLowerInvariant(), h => h.Value, StringComparer.Ordinal);
    }
}
