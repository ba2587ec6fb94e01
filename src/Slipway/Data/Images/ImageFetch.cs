using System.Globalization;
using Slipway.Storage;

namespace Slipway.Data;

/// <summary>
/// Gets image files one after the other. Of a store that is not the local disk, several are under way at once, because there each costs the
/// time of a request.
/// </summary>
/// <param name="objects">How objects are read.</param>
/// <param name="services">Where stores come from.</param>
/// <param name="images">The images, in order.</param>
/// <param name="maxBytes">Most bytes of a file.</param>
internal sealed class ImageFetch(ObjectAccess objects, SlipwayServices services, List<ImageFile> images, int maxBytes) : IDisposable
{
    private const int MostRequests = 16;
    private const long MostBytes = 64L << 20;

    private readonly Queue<(Task<byte[]> Content, long Size)> _underWay = new();
    private readonly ObjectFetch _fetch = new(services, objects, MostRequests, maxBytes);
    private long _bytesUnderWay;
    private int _next;

    /// <summary>The bytes of the next image.</summary>
    /// <exception cref="DataFormatException">It is gone, changed, empty or too large.</exception>
    public byte[] Next()
    {
        while (_next < images.Count && (_underWay.Count == 0 || HasRoom()))
        {
            var file = images[_next++].File;
            _bytesUnderWay += file.Size;
            _underWay.Enqueue((ReadAsync(file), file.Size));
        }

        var (content, size) = _underWay.Dequeue();
        _bytesUnderWay -= size;
        return content.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fetch.Dispose();
        foreach (var (content, _) in _underWay)
        {
            Task.WhenAny(content).GetAwaiter().GetResult();
            _ = content.Exception;
        }

        _underWay.Clear();
    }

    private bool HasRoom() => _underWay.Count < MostRequests && _bytesUnderWay + images[_next].File.Size <= MostBytes
        && services.GetStore(images[_next].File.Uri) is not FileObjectStore;

    private async Task<byte[]> ReadAsync(SourceFile file)
    {
        if (file.Size < 1 || file.Size > maxBytes)
        {
            throw new DataFormatException(
                file.Size < 1 ? "the image file is empty" : "the image file is too large", file.Name,
                value: file.Size < 1 ? null : file.Size.ToString(CultureInfo.InvariantCulture),
                expected: string.Create(CultureInfo.InvariantCulture, $"1 to {maxBytes} bytes"),
                remedy: "Take it out, or raise ImageFolderOptions.MaxImageBytes if it is really that large.");
        }

        try
        {
            return await _fetch.ReadAsync(file).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            if (e is FileNotFoundException or EndOfStreamException || await _fetch.HasChangedAsync(file).ConfigureAwait(false))
            {
                throw new DataFormatException(
                    "the file was deleted or changed while the channel was read", file.Name,
                    expected: "files that stay as they are during a pass", remedy: "Read again when its writer is done.", innerException: e);
            }

            throw;
        }
    }
}
