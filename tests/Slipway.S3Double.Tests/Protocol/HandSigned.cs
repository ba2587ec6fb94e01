using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.S3Double.Tests.Protocol;

/// <summary>A client that signs by hand, written apart from the server's verification, so that each checks the other.</summary>
internal sealed class HandSigned(S3DoubleServer server) : IDisposable
{
    private readonly HttpClient _client = new();

    /// <summary>Added to the time that requests are signed with.</summary>
    public TimeSpan Skew { get; init; }

    public string Region { get; init; } = "us-east-1";

    public void Dispose() => _client.Dispose();

    /// <summary>Sends a request.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Encoded path.</param>
    /// <param name="query">Encoded query in canonical order, without <c>?</c>.</param>
    /// <param name="body">Body, or null.</param>
    /// <param name="headers">More headers; those that start with <c>x-amz-</c> are signed.</param>
    /// <param name="change">Changes the request after it was signed.</param>
    public async Task<RawAnswer> SendAsync(
        string method,
        string path,
        string query = "",
        byte[]? body = null,
        IReadOnlyDictionary<string, string>? headers = null,
        Action<HttpRequestMessage>? change = null)
    {
        var token = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Endpoint, path + (query.Length > 0 ? "?" + query : "")));
        request.Content = body is null ? null : new ByteArrayContent(body);
        var keys = server.Options.Credentials[0];
        var time = (server.Options.Clock.GetUtcNow() + Skew).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = server.Endpoint.Authority,
            ["x-amz-content-sha256"] = Hex(SHA256.HashData(body ?? [])),
            ["x-amz-date"] = time,
        };
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            all[name.ToLowerInvariant()] = value;
        }

        var signed = all.Where(h => h.Key == "host" || h.Key.StartsWith("x-amz-", StringComparison.Ordinal)).ToArray();
        var names = string.Join(';', signed.Select(h => h.Key));
        var canonical = $"{method}\n{path}\n{query}\n{string.Concat(signed.Select(h => $"{h.Key}:{h.Value}\n"))}\n{names}\n{all["x-amz-content-sha256"]}";
        var scope = $"{time[..8]}/{Region}/s3/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + keys.SecretKey), (k, part) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(part)));
        all["authorization"] =
            $"AWS4-HMAC-SHA256 Credential={keys.AccessKey}/{scope}, SignedHeaders={names}, Signature={Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)))}";
        foreach (var (name, value) in all)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                Assert.True(request.Content?.Headers.TryAddWithoutValidation(name, value), name);
            }
        }

        change?.Invoke(request);
        return await RawAnswer.ReadAsync(_client, request, token);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
