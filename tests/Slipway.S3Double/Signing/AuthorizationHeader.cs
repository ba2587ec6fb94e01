namespace Slipway.S3Double.Signing;

/// <summary>The parts of <c>Authorization: AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...</c>.</summary>
internal sealed record AuthorizationHeader(string AccessKey, string Date, string Region, string Service, IReadOnlyList<string> SignedHeaders, string Signature)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    public string Scope => $"{Date}/{Region}/{Service}/aws4_request";

    public static AuthorizationHeader Parse(string text)
    {
        if (!text.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw new S3RefusedException(400, "InvalidRequest", $"The authorization mechanism you have provided is not supported. Please use {Algorithm}.");
        }

        var fields = text[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(f => f.Split('=', 2))
            .Where(f => f.Length == 2)
            .ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal);
        var scope = fields.GetValueOrDefault("Credential", "").Split('/');
        if (scope.Length < 5 || scope[^1] != "aws4_request"
            || !fields.TryGetValue("SignedHeaders", out var signedHeaders) || !fields.TryGetValue("Signature", out var signature))
        {
            throw new S3RefusedException(400, "AuthorizationHeaderMalformed", "The authorization header that you provided is not valid.");
        }

        return new AuthorizationHeader(
            string.Join('/', scope[..^4]), scope[^4], scope[^3], scope[^2], signedHeaders.Split(';'), signature);
    }
}
