using System.Text;
using System.Xml.Linq;

namespace Slipway.S3Double.Tests.Protocol;

/// <summary>What came back.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body's elements of a name, in order.</summary>
    public IReadOnlyList<string> All(string name) => [.. XElement.Parse(Text).Descendants().Where(e => e.Name.LocalName == name).Select(e => e.Value)];

    /// <summary>The error's code; null when the body is no error.</summary>
    public string? Code => Status < 300 || Body.Length == 0 ? null : All("Code").Single();

    public static async Task<RawAnswer> ReadAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(',', h.Value));
        return new RawAnswer((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
