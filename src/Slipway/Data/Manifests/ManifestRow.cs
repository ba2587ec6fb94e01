using System.Text.Json;

namespace Slipway.Data;

/// <summary>One line of an augmented manifest whose objects are being fetched.</summary>
/// <param name="Manifest">Name of the file.</param>
/// <param name="Line">Number of the line.</param>
/// <param name="Json">The line; owned.</param>
/// <param name="Values">The attributes' values.</param>
/// <param name="Contents">The objects of those attributes that name one.</param>
internal sealed record ManifestRow(string Manifest, long Line, JsonDocument Json, JsonElement[] Values, Task<byte[]>?[] Contents) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var content in Contents)
        {
            content?.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        Json.Dispose();
    }
}
