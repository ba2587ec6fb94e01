using System.Text.Json;

namespace Slipway.Data;

/// <summary>Fetches the objects that the lines of a manifest name, a few at a time.</summary>
/// <param name="services">Where stores come from.</param>
/// <param name="objects">The input mode.</param>
internal sealed class ReferenceFetcher(SlipwayServices services, ObjectAccess objects) : IDisposable
{
    private const int ParallelRequests = 8;
    private const long MaximumBytes = 1L << 30;

    private readonly ObjectFetch _fetch = new(services, objects, ParallelRequests, MaximumBytes);

    /// <summary>Starts to fetch an object.</summary>
    /// <param name="manifest">The manifest that names it.</param>
    /// <param name="line">The line that names it.</param>
    /// <param name="attribute">The attribute that names it.</param>
    /// <param name="value">Its URI, or a path that counts from the manifest's folder.</param>
    /// <returns>Its bytes; fails with a <see cref="DataFormatException"/> that names the line.</returns>
    public Task<byte[]> Start(SourceFile manifest, long line, string attribute, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        var uri = value.ValueKind == JsonValueKind.String ? ManifestReference.Resolve(text, manifest.Uri) : null;
        return uri is null
            ? throw new DataFormatException(
                "the attribute names no object", manifest.Name, line, attribute, text, "the URI of an object, or a path beside a local manifest")
            : Task.Run(() => FetchAsync(uri, manifest.Name, line, attribute));
    }

    /// <summary>Stops what has not ended, and waits for that.</summary>
    public void Dispose() => _fetch.Dispose();

    private async Task<byte[]> FetchAsync(Uri uri, string manifest, long line, string attribute)
    {
        try
        {
            return await _fetch.ReadAsync(uri).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DataFormatException(
                $"the object cannot be read: {e.Message}", manifest, line, attribute, uri.ToString(),
                remedy: "Correct the line, or upload the object.", innerException: e);
        }
    }
}
