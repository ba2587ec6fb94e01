using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.S3Double.Requests;

namespace Slipway.S3Double.Signing;

/// <summary>Verifies Signature Version 4 in the header <c>Authorization</c>.</summary>
internal sealed class SignatureVerifier(S3DoubleOptions options, Func<DateTimeOffset> now)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The signature, or null for an anonymous request; refuses a wrong one.</summary>
    public RequestSignature? Verify(S3Request request)
    {
        if (request.Has("X-Amz-Signature"))
        {
            throw S3RefusedException.NotImplemented("X-Amz-Signature (presigned URLs)");
        }

        if (request.Header("Authorization") is not { } header)
        {
            return null;
        }

        var authorization = AuthorizationHeader.Parse(header);
        var credentials = options.Credentials.FirstOrDefault(c => c.AccessKey == authorization.AccessKey)
            ?? throw new S3RefusedException(
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                ("AWSAccessKeyId", authorization.AccessKey));
        CheckScope(authorization);
        var time = CheckTime(request, authorization);
        CheckToken(request, credentials);
        CheckSignedHeaders(request, authorization);

        var key = new SigningKey(credentials.SecretKey, authorization.Date, authorization.Region, authorization.Service);
        var payload = request.Header("x-amz-content-sha256") ?? throw S3RefusedException.InvalidRequest("Missing required header for this request: x-amz-content-sha256");
        var canonical = CanonicalRequest.Build(request, authorization.SignedHeaders, payload);
        var stringToSign = key.StringToSign(time, canonical);
        if (!Same(key.Sign(stringToSign), authorization.Signature))
        {
            throw Mismatch(("AWSAccessKeyId", authorization.AccessKey), ("StringToSign", stringToSign), ("CanonicalRequest", canonical));
        }

        return new RequestSignature(key, time, authorization.Signature);
    }

    public static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    public static S3RefusedException Mismatch(params (string Name, string Value)[] details) => new(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        details);

    private void CheckScope(AuthorizationHeader authorization)
    {
        if (authorization.Region != options.Region)
        {
            throw new S3RefusedException(
                400,
                "AuthorizationHeaderMalformed",
                $"The authorization header is malformed; the region '{authorization.Region}' is wrong; expecting '{options.Region}'",
                ("Region", options.Region));
        }

        if (authorization.Service != "s3")
        {
            throw new S3RefusedException(
                400, "AuthorizationHeaderMalformed", $"The authorization header is malformed; incorrect service '{authorization.Service}', expecting 's3'");
        }
    }

    private string CheckTime(S3Request request, AuthorizationHeader authorization)
    {
        var text = request.Header("x-amz-date") ?? "";
        if (!DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            throw new S3RefusedException(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
        }

        if (!text.StartsWith(authorization.Date, StringComparison.Ordinal))
        {
            throw SignatureVerifier.Mismatch(("CredentialDate", authorization.Date), ("RequestTime", text));
        }

        var server = now();
        if ((time - server).Duration() > options.MaxClockSkew)
        {
            throw new S3RefusedException(
                403,
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                ("RequestTime", text),
                ("ServerTime", server.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
                ("MaxAllowedSkewMilliseconds", options.MaxClockSkew.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)));
        }

        return text;
    }

    private static void CheckToken(S3Request request, S3Credentials credentials)
    {
        if (request.Header("x-amz-security-token") != credentials.SessionToken)
        {
            throw new S3RefusedException(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
        }
    }

    private static void CheckSignedHeaders(S3Request request, AuthorizationHeader authorization)
    {
        var unsigned = request.Headers.Keys.Select(k => k.ToLowerInvariant())
            .Where(k => (k == "host" || k.StartsWith("x-amz-", StringComparison.Ordinal)) && !authorization.SignedHeaders.Contains(k)).ToArray();
        if (unsigned.Length > 0)
        {
            throw new S3RefusedException(
                403, "AccessDenied", "There were headers present in the request which were not signed", ("HeadersNotSigned", string.Join(", ", unsigned)));
        }

        if (!authorization.SignedHeaders.SequenceEqual(authorization.SignedHeaders.Order(StringComparer.Ordinal)))
        {
            throw SignatureVerifier.Mismatch(("SignedHeaders", string.Join(';', authorization.SignedHeaders)));
        }
    }
}
