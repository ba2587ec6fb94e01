namespace Slipway.Data;

/// <summary>Reads whole objects into memory, in an input mode, several at once: each costs the time of a request.</summary>
/// <param name="services">Where stores come from.</param>
/// <param name="objects">The input mode.</param>
/// <param name="requests">Most objects that are read at once.</param>
/// <param name="maxBytes">Most bytes of one whose size is not known before.</param>
internal sealed class ObjectFetch(SlipwayServices services, ObjectAccess objects, int requests, long maxBytes) : IDisposable
{
    private readonly SemaphoreSlim _free = new(requests);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The bytes of an object in the version that a listing found.</summary>
    /// <exception cref="IOException">It cannot be read, or is gone or another one by now.</exception>
    /// <exception cref="OperationCanceledException">This was disposed.</exception>
    public Task<byte[]> ReadAsync(SourceFile file) => ReadAsync(
        () => OpenAsync(file),
        async stream =>
        {
            var content = GC.AllocateUninitializedArray<byte>(checked((int)file.Size));
            await stream.ReadExactlyAsync(content, _stop.Token).ConfigureAwait(false);
            return content;
        });

    /// <summary>The bytes of an object as it is now.</summary>
    /// <exception cref="IOException">It cannot be read, is not there, or is too large.</exception>
    /// <exception cref="OperationCanceledException">This was disposed.</exception>
    public Task<byte[]> ReadAsync(Uri uri) => ReadAsync(() => OpenAsync(uri), ReadToEndAsync);

    /// <summary>Whether the object is gone or another one than was listed.</summary>
    public async Task<bool> HasChangedAsync(SourceFile file) =>
        (await services.GetStore(file.Uri).StatAsync(file.Uri, _stop.Token).ConfigureAwait(false))?.ETag != file.ETag;

    /// <summary>Stops what has not ended, and waits for that.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        for (var i = 0; i < requests; i++)
        {
            _free.Wait();
        }
    }

    private async Task<byte[]> ReadAsync(Func<Task<Stream>> open, Func<Stream, Task<byte[]>> read)
    {
        await _free.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var stream = await open().ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await read(stream).ConfigureAwait(false);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    // A download blocks its thread.
    private async Task<Stream> OpenAsync(SourceFile file) => objects.IsCached(file)
        ? await Task.Run(() => objects.Opener(file).Open(_stop.Token), _stop.Token).ConfigureAwait(false)
        : await services.GetStore(file.Uri).OpenReadAsync(file.Uri, 0, null, file.ETag, _stop.Token).ConfigureAwait(false);

    private async Task<Stream> OpenAsync(Uri uri)
    {
        var store = services.GetStore(uri);
        var file = new SourceFile(uri.ToString(), uri, "", 0);
        if (!objects.IsCached(file))
        {
            return await store.OpenReadAsync(uri, cancellationToken: _stop.Token).ConfigureAwait(false);
        }

        var info = await store.StatAsync(uri, _stop.Token).ConfigureAwait(false) ?? throw new FileNotFoundException($"There is no object {uri}.");
        return await OpenAsync(file with { ETag = info.ETag, Size = info.Size }).ConfigureAwait(false);
    }

    private async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81_920];
        while (await stream.ReadAsync(buffer, _stop.Token).ConfigureAwait(false) is var read and > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > maxBytes)
            {
                throw new IOException($"It is larger than {maxBytes} bytes.");
            }
        }

        return content.ToArray();
    }
}
