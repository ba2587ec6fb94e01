using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.S3Double.Signing;

/// <summary>The key of one day, region and service, and the signatures made with it.</summary>
internal sealed class SigningKey
{
    private readonly byte[] _key;

    public SigningKey(string secret, string date, string region, string service)
    {
        Scope = $"{date}/{region}/{service}/aws4_request";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (string[])[date, region, service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        _key = key;
    }

    public string Scope { get; }

    public static string Hash(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data));

    public static string Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    public string Sign(string stringToSign) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(stringToSign)));

    public string StringToSign(string time, string canonicalRequest) => $"AWS4-HMAC-SHA256\n{time}\n{Scope}\n{Hash(canonicalRequest)}";

    /// <summary>Signature of one chunk of <c>STREAMING-AWS4-HMAC-SHA256-PAYLOAD</c>.</summary>
    public string SignChunk(string time, string previous, ReadOnlySpan<byte> chunk) =>
        Sign(string.Create(CultureInfo.InvariantCulture, $"AWS4-HMAC-SHA256-PAYLOAD\n{time}\n{Scope}\n{previous}\n{Hash("")}\n{Hash(chunk)}"));

    /// <summary>Signature of the trailing headers, as <c>name:value\n</c> each.</summary>
    public string SignTrailer(string time, string previous, string trailer) =>
        Sign($"AWS4-HMAC-SHA256-TRAILER\n{time}\n{Scope}\n{previous}\n{Hash(trailer)}");
}
