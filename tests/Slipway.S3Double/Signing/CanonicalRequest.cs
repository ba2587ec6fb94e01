using System.Text;
using Slipway.S3Double.Requests;

namespace Slipway.S3Double.Signing;

/// <summary>
/// The canonical request of Signature Version 4, built anew from what arrived
/// ("Signature Calculations for the Authorization Header", Amazon S3 API Reference).
/// </summary>
internal static class CanonicalRequest
{
    public static string Build(S3Request request, IReadOnlyList<string> signedHeaders, string payloadHash)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.Append(UriEncoding.Encode(request.Path, keepSlash: true)).Append('\n');
        text.AppendJoin('&', request.Query
            .Select(q => (Name: UriEncoding.Encode(q.Name, keepSlash: false), Value: UriEncoding.Encode(q.Value, keepSlash: false)))
            .OrderBy(q => q.Name, StringComparer.Ordinal).ThenBy(q => q.Value, StringComparer.Ordinal)
            .Select(q => $"{q.Name}={q.Value}")).Append('\n');
        foreach (var name in signedHeaders)
        {
            text.Append(name).Append(':').AppendJoin(',', request.Headers[name].Select(v => OneSpace(v ?? ""))).Append('\n');
        }

        text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(payloadHash);
        return text.ToString();
    }

    private static string OneSpace(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
