using System.Security.Cryptography;
using System.Text;
using Slipway.Storage;

namespace Slipway.Data;

/// <summary>
/// Copies of remote objects on the local disk, by URI and ETag. Any number of threads and processes may use one folder at once.
/// </summary>
/// <remarks>
/// <para>Layout: <c>objects/{key}</c> are finished copies, <c>partial/{key}.{random}</c> downloads, <c>locks/</c> 256 files of which the one with the first
/// two digits of a key is held during its download, and one for eviction. Locks belong to open file handles, so they go with a process that is
/// killed.</para>
/// <para>A copy appears by a rename, whole and synced. Whoever holds a download lock knows that any partial file of its digits was left by the dead, and
/// deletes it. A reader's handle keeps others from opening the copy alone, which is what eviction asks for before it deletes.</para>
/// </remarks>
internal sealed class DataCache(DataCacheOptions options)
{
    private readonly FileLocks _locks = new(Path.Combine(options.FullFolder, "locks"));

    private string Objects => Path.Combine(options.FullFolder, "objects");

    private string Partial => Path.Combine(options.FullFolder, "partial");

    /// <summary>Opens the copy of an object, downloading it if there is none. The stream can seek.</summary>
    /// <param name="file">The object in the version that is wanted.</param>
    /// <param name="download">Opens the object from its beginning.</param>
    /// <param name="cancellationToken">Ends a download; nothing of it stays.</param>
    /// <exception cref="IOException">The copy does not fit, or the folder cannot be written; names the folder and the bytes.</exception>
    /// <exception cref="DataFormatException">The object does not have the size that was listed.</exception>
    public FileStream Open(SourceFile file, Func<Stream> download, CancellationToken cancellationToken = default)
    {
        var key = KeyOf(file);
        if (TryOpen(key, file, cancellationToken) is { } copy)
        {
            return copy;
        }

        if (file.Size > options.MaximumBytes)
        {
            throw new IOException(FormattableString.Invariant(
                $"{file.Name} has {file.Size} bytes, more than the data cache '{options.FullFolder}' may hold ({options.MaximumBytes}). ")
                + "Raise DataCacheOptions.MaximumBytes, or read it by InputMode.FastFile or InputMode.Pipe.");
        }

        try
        {
            using var alone = InFolder(file, () => Begin(key[..2], cancellationToken));
            return TryOpen(key, file, cancellationToken) ?? Download(key, file, download, cancellationToken);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw Cannot(file, e);
        }
    }

    private static string KeyOf(SourceFile file) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Uri.AbsoluteUri}\n{file.ETag}\n{file.Size}")))[..40];

    /// <summary>Takes the lock of some digits, and deletes what the dead left of them and of others.</summary>
    private FileStream Begin(string digits, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Objects);
        Directory.CreateDirectory(Partial);
        _locks.Prepare();
        SweepPartial();
        var alone = _locks.Take(digits, cancellationToken);
        try
        {
            DeletePartial(digits);
            return alone;
        }
        catch
        {
            alone.Dispose();
            throw;
        }
    }

    private FileStream? TryOpen(string key, SourceFile file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Objects, key);
        while (File.Exists(path))
        {
            FileStream copy;
            try
            {
                copy = new FileStream(path, new FileStreamOptions
                {
                    Access = FileAccess.Read,
                    Share = FileShare.Read | FileShare.Delete,
                    Options = FileOptions.SequentialScan,
                });
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException e) when (SharingViolation.Is(e))
            {
                cancellationToken.WaitHandle.WaitOne(FileLocks.Patience); // an evictor holds it for as long as deleting takes
                cancellationToken.ThrowIfCancellationRequested();
                continue;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new IOException(
                    $"The copy of {file.Name} in the data cache, '{path}', cannot be opened: {e.Message} Close other files or raise their limit, see to"
                    + " it that this user may read the folder, or choose another one (DataCacheOptions.Folder).", e);
            }

            if (copy.Length == file.Size)
            {
                Touch(path);
                return copy;
            }

            // Something outside of this program changed it.
            copy.Dispose();
            File.Delete(path);
        }

        return null;
    }

    // The time of the last write is the time of the last use: access times are switched off on many disks.
    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A copy of another user, or one that was just evicted: it counts as used when it came.
        }
    }

    private FileStream Download(string key, SourceFile file, Func<Stream> download, CancellationToken cancellationToken)
    {
        var partial = Path.Combine(Partial, $"{key}.{Guid.NewGuid():N}");
        try
        {
            using (var target = Reserve(partial, file, cancellationToken))
            {
                using (var source = download())
                {
                    Copy(source, target, file, cancellationToken);
                }

                target.Flush(flushToDisk: true);
            }

            var path = Path.Combine(Objects, key);
            File.Move(partial, path, overwrite: true);
            return TryOpen(key, file, cancellationToken) ?? throw new IOException(
                $"'{path}' was deleted from outside as soon as it was there. Leave the data cache alone while a job reads from it.");
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Makes room, and takes it at once, so that others who make room see it.</summary>
    private FileStream Reserve(string partial, SourceFile file, CancellationToken cancellationToken)
    {
        using var alone = InFolder(file, () => _locks.Take("evict", cancellationToken));
        Evict(file);
        var free = FreeBytes();
        if (free < file.Size)
        {
            throw new IOException(FormattableString.Invariant(
                $"The disk of the data cache '{options.FullFolder}' is full: {file.Name} needs {file.Size} bytes, {free} are free. ")
                + "Free some, move the cache (DataCacheOptions.Folder), or read by InputMode.FastFile or InputMode.Pipe.");
        }

        var target = InFolder(file, () => new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1));
        try
        {
            target.SetLength(file.Size);
            return target;
        }
        catch (Exception e)
        {
            target.Dispose();
            throw e is IOException ? Cannot(file, e) : e;
        }
    }

    private void Copy(Stream source, FileStream target, SourceFile file, CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(1 << 20);
        var copied = 0L;
        while (source.Read(buffer) is var read and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            copied += read;
            if (copied > file.Size)
            {
                throw WrongSize(file, copied, "or more");
            }

            try
            {
                target.Write(buffer, 0, read);
            }
            catch (IOException e)
            {
                throw Cannot(file, e);
            }
        }

        if (copied < file.Size)
        {
            throw WrongSize(file, copied, "only");
        }
    }

    private void Evict(SourceFile file)
    {
        var copies = new DirectoryInfo(Objects).GetFiles().OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        var used = copies.Sum(f => f.Length) + new DirectoryInfo(Partial).GetFiles().Sum(f => f.Length);
        foreach (var copy in copies)
        {
            if (used + file.Size <= options.MaximumBytes)
            {
                return;
            }

            if (TryDelete(copy.FullName))
            {
                used -= copy.Length;
            }
        }

        if (used + file.Size > options.MaximumBytes)
        {
            throw new IOException(FormattableString.Invariant(
                $"The data cache '{options.FullFolder}' has no room: {file.Name} needs {file.Size} bytes of {options.MaximumBytes}, ")
                + FormattableString.Invariant($"and {used} are being read or downloaded. ")
                + "Raise DataCacheOptions.MaximumBytes, or read by InputMode.FastFile or InputMode.Pipe.");
        }
    }

    /// <summary>Deletes a file unless somebody has it open.</summary>
    private static bool TryDelete(string path)
    {
        try
        {
            // Alone: on Unix a handle that shares nothing conflicts with every reader's; Windows needs leave to delete an open file.
            var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, share, bufferSize: 1))
            {
                File.Delete(path);
            }

            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Deletes downloads of processes that are gone: nobody holds the lock of their digits.</summary>
    private void SweepPartial()
    {
        foreach (var digits in Directory.EnumerateFiles(Partial).Select(f => Path.GetFileName(f)[..2]).Distinct().ToList())
        {
            using var alone = _locks.TryTake(digits);
            if (alone is not null)
            {
                DeletePartial(digits);
            }
        }
    }

    private void DeletePartial(string digits)
    {
        foreach (var left in Directory.GetFiles(Partial, digits + "*"))
        {
            File.Delete(left);
        }
    }

    private long FreeBytes()
    {
        try
        {
            return new DriveInfo(options.FullFolder).AvailableFreeSpace;
        }
        catch (ArgumentException)
        {
            return long.MaxValue; // a share without a drive letter: writing will tell
        }
    }

    private FileStream InFolder(SourceFile file, Func<FileStream> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Cannot(file, e);
        }
    }

    private IOException Cannot(SourceFile file, Exception cause) => new(
        FormattableString.Invariant($"{file.Name} ({file.Size} bytes) cannot be kept in the data cache '{options.FullFolder}': {cause.Message} ")
        + "Free the disk, choose another folder (DataCacheOptions.Folder), or read by InputMode.FastFile or InputMode.Pipe.", cause);

    private static DataFormatException WrongSize(SourceFile file, long bytes, string measure) => new(
        FormattableString.Invariant($"the download has {measure} {bytes} bytes"), file.Name,
        expected: FormattableString.Invariant($"the {file.Size} bytes that were listed"), remedy: "Read again; the connection or the store cut it off.");
}
