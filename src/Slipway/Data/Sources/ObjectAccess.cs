using Slipway.Storage;

namespace Slipway.Data;

/// <summary>Reads objects in one input mode.</summary>
/// <param name="services">Where stores and the cache come from.</param>
/// <param name="mode">The mode.</param>
internal sealed class ObjectAccess(SlipwayServices services, InputMode mode)
{
    private readonly DataCache _cache = new(services.DataCache);

    /// <summary>Opens an object in the version that a listing found.</summary>
    public SourceFileOpener Opener(SourceFile file) => new(services, file, IsCached(file) ? _cache : null);

    /// <summary>True when the object is read from a copy on the local disk.</summary>
    public bool IsCached(SourceFile file) => mode == InputMode.File && services.GetStore(file.Uri) is not FileObjectStore;

    /// <summary>Says before anything is downloaded that the cache cannot hold the objects: it would fetch them anew in each pass.</summary>
    /// <exception cref="IOException">They are larger than the cache.</exception>
    public void RequireRoom(List<SourceFile> files, string source)
    {
        var bytes = files.Where(IsCached).Sum(f => f.Size);
        if (bytes > services.DataCache.MaximumBytes)
        {
            throw new IOException(FormattableString.Invariant(
                $"{source} has {bytes} bytes, more than the data cache '{services.DataCache.FullFolder}' may hold ({services.DataCache.MaximumBytes}). ")
                + "Raise DataCacheOptions.MaximumBytes (WithDataCache), or read without a cache: WithInputMode(InputMode.FastFile) or InputMode.Pipe.");
        }
    }
}
