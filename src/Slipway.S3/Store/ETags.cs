namespace Slipway.Storage;

/// <summary>ETags: S3 quotes them in headers, most tools print them without.</summary>
internal static class ETags
{
    public static string Bare(string? etag) => etag?.Trim('"') ?? "";

    public static string Quoted(string etag) => $"\"{etag}\"";
}
