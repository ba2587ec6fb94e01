using System.Text.Json;
using Slipway.Storage;

namespace Slipway.Data;

/// <summary>Fetches the objects that the lines of a manifest name, a few at a time.</summary>
/// <param name="services">Where stores come from.</param>
/// <param name="objects">The input mode.</param>
internal sealed class ReferenceFetcher(SlipwayServices services, ObjectAccess objects) : IDisposable
{
    private const int ParallelRequests = 8;
    private const long MaximumBytes = 1L << 30;

    private readonly SemaphoreSlim _free = new(ParallelRequests);
    private readonly CancellationTokenSource _stop = new();

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

    /// <summary>Stops what has not begun and waits for the rest.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        for (var i = 0; i < ParallelRequests; i++)
        {
            _free.Wait();
        }
    }

    private async Task<byte[]> FetchAsync(Uri uri, string manifest, long line, string attribute)
    {
        await _free.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var stream = await OpenAsync(uri).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var content = new MemoryStream();
                var buffer = new byte[81_920];
                while (await stream.ReadAsync(buffer, _stop.Token).ConfigureAwait(false) is var read and > 0)
                {
                    content.Write(buffer, 0, read);
                    if (content.Length > MaximumBytes)
                    {
                        throw new IOException($"It is larger than {MaximumBytes} bytes.");
                    }
                }

                return content.ToArray();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DataFormatException(
                $"the object cannot be read: {e.Message}", manifest, line, attribute, uri.ToString(),
                remedy: "Correct the line, or upload the object.", innerException: e);
        }
        finally
        {
            _free.Release();
        }
    }

    private async ValueTask<Stream> OpenAsync(Uri uri)
    {
        var store = services.GetStore(uri);
        var file = new SourceFile(uri.ToString(), uri, "", 0);
        if (!objects.IsCached(file))
        {
            return await store.OpenReadAsync(uri, cancellationToken: _stop.Token).ConfigureAwait(false);
        }

        var info = await store.StatAsync(uri, _stop.Token).ConfigureAwait(false) ?? throw new FileNotFoundException($"There is no object {uri}.");
        return objects.Opener(file with { ETag = info.ETag, Size = info.Size }).Open(_stop.Token);
    }
}
