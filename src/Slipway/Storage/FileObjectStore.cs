using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Storage;

/// <summary>Local files as objects. Thread-safe.</summary>
/// <remarks>
/// An object is written to a hidden temporary file in its own folder, flushed to the disk and renamed, so a reader sees the old content or
/// the new and never a part; after a crash a file <c>.name.&lt;random&gt;.tmp</c> may stay, which no listing shows. Folders are made as
/// needed.
/// The ETag is size and time of the last write. Symbolic links are followed.
/// </remarks>
public sealed class FileObjectStore : IObjectStore
{
    /// <summary>
    /// Whether a commit waits until the disk has the bytes (fsync, a few milliseconds). Default true. With false a commit is still atomic
    /// towards
    /// readers and a crash of the process, but a power loss may leave an empty file.
    /// </summary>
    public bool FlushToDisk { get; init; } = true;

    /// <inheritdoc/>
    public string Scheme => "file";

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(Uri prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        foreach (var file in FileListing.Files(FileUri.ToPath(prefix)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Describe(file) is { } info)
            {
                yield return info;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Describe(new FileInfo(FileUri.ToPath(uri))));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The offset or length is negative.</exception>
    /// <exception cref="IOException">The offset is beyond the end, or the object no longer has the ETag.</exception>
    public ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        cancellationToken.ThrowIfCancellationRequested();
        var path = FileUri.ToPath(uri);
        var file = Open(path);
        try
        {
            // Asked of the open handle: a rename after this changes nothing for this reader.
            var etag = ETagOf(file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
            if (ifMatch is not null && ifMatch != etag)
            {
                throw new IOException(
                    $"'{path}' has changed: its ETag is {etag}, expected {ifMatch}. Stat it again and read the new version.");
            }

            if (offset > file.Length)
            {
                throw new IOException(string.Create(
                    CultureInfo.InvariantCulture, $"'{path}' has {file.Length} bytes; a range cannot start at {offset}."));
            }

            file.Position = offset;
            return new(length is { } count ? new RangeStream(file, count) : file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The folder cannot be made or written; names the path and what to do.</exception>
    public ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(FileObjectWriter.Create(FileUri.ToPath(uri), ifAbsent, FlushToDisk));
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file is there and cannot be deleted.</exception>
    public ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = FileUri.ToPath(uri);
        if (File.Exists(path))
        {
            try
            {
                File.Delete(path);
            }
            catch (DirectoryNotFoundException)
            {
                // Gone in the meantime, which is what was asked for.
            }
            catch (UnauthorizedAccessException e)
            {
                throw new IOException($"'{path}' cannot be deleted: {e.Message} Check the permissions of its folder.", e);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What the store knows of a file; null when it is not there.</summary>
    internal static ObjectInfo? Describe(FileInfo file)
    {
        try
        {
            // A link has the size and time of what it links to.
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            return target is { Exists: true }
                ? new ObjectInfo(
                    FileUri.FromPath(file.FullName), target.Length, ETagOf(target.Length, target.LastWriteTimeUtc),
                    new DateTimeOffset(target.LastWriteTimeUtc, TimeSpan.Zero))
                : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string ETagOf(long size, DateTime lastWrite) =>
        string.Create(CultureInfo.InvariantCulture, $"{size:x}-{lastWrite.Ticks:x}");

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.SequentialScan,
            });
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"There is no file '{path}': a folder on the way to it does not exist.", path, e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}': it is a folder.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"'{path}' cannot be read: {e.Message} Check its permissions.", e);
        }
    }
}
