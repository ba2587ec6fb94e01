using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Storage;

/// <summary>Writes one object of a <see cref="FileObjectStore"/>: a hidden file beside the target, renamed by the commit.</summary>
internal sealed class FileObjectWriter : ObjectWriter
{
    private const string TemporaryEnding = ".tmp";
    private const int RandomDigits = 16;
    private static readonly SearchValues<char> RandomCharacters = SearchValues.Create("0123456789abcdef");

    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _ifAbsent;
    private readonly bool _flushToDisk;
    private readonly FileObjectWriterStream _stream;
    private bool _closed;

    private FileObjectWriter(string path, string temporary, FileStream file, bool ifAbsent, bool flushToDisk)
    {
        _path = path;
        _temporary = temporary;
        _ifAbsent = ifAbsent;
        _flushToDisk = flushToDisk;
        _stream = new FileObjectWriterStream(file, path);
    }

    /// <inheritdoc/>
    public override Stream Stream => _stream;

    /// <summary>Makes the folder and the temporary file.</summary>
    public static FileObjectWriter Create(string path, bool ifAbsent, bool flushToDisk)
    {
        var folder = Path.GetDirectoryName(path);
        if (folder is null || Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
        {
            throw new IOException($"'{path}' cannot be written: it is a folder. Name a file in it.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            var temporary = Path.Combine(folder, TemporaryName(Path.GetFileName(path)));
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024);
            return new FileObjectWriter(path, temporary, file, ifAbsent, flushToDisk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Cannot(path, e, "Choose a folder that exists or can be made, on a disk with room, and that this user may write to.");
        }
    }

    /// <summary>True for the name of a file that a writer has not committed.</summary>
    public static bool IsTemporary(string name)
    {
        if (!name.StartsWith('.') || !name.EndsWith(TemporaryEnding, StringComparison.Ordinal))
        {
            return false;
        }

        var random = name.AsSpan(0, name.Length - TemporaryEnding.Length);
        var dot = random.LastIndexOf('.');
        return dot > 0 && random.Length - dot - 1 == RandomDigits && !random[(dot + 1)..].ContainsAnyExcept(RandomCharacters);
    }

    /// <inheritdoc/>
    public override ValueTask<ObjectInfo> CommitAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_stream.Failed)
        {
            throw new IOException($"'{_path}' cannot be committed because an earlier write of it failed. Start a new writer.");
        }

        _stream.Complete(_flushToDisk);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            DifferFrom(new FileInfo(_path));

            if (_ifAbsent)
            {
                AtomicLink.MoveIfAbsent(_temporary, _path);
            }
            else
            {
                File.Move(_temporary, _path, overwrite: true);
            }
        }
        catch (IOException e) when (_ifAbsent && File.Exists(_path))
        {
            throw new IOException($"'{_path}' exists already and was to be written only if absent.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Cannot(_path, e, "Check that it is not a folder and that this user may replace it.");
        }

        _closed = true;
        return new(FileObjectStore.Describe(new FileInfo(_path))
            ?? throw new IOException($"'{_path}' was deleted by another process while it was being committed."));
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            _stream.Abandon();
            File.Delete(_temporary);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The error for a path that cannot be written, whatever the system called it.</summary>
    internal static IOException Cannot(string path, Exception cause, string remedy) =>
        new($"'{path}' cannot be written: {cause.Message.TrimEnd('.')}. {remedy} What was there before is unchanged.", cause);

    // The clock of a file system ticks in milliseconds: content of the same size written within one tick would keep its ETag.
    private void DifferFrom(FileInfo old)
    {
        var written = new FileInfo(_temporary);
        if (old.Exists && old.Length == written.Length && written.LastWriteTimeUtc <= old.LastWriteTimeUtc)
        {
            written.LastWriteTimeUtc = old.LastWriteTimeUtc.AddTicks(1);
        }
    }

    private static string TemporaryName(string name)
    {
        // File systems allow 255 bytes; the decoration takes 22.
        while (Encoding.UTF8.GetByteCount(name) > 230)
        {
            name = name[..^1];
        }

        return $".{name}.{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}{TemporaryEnding}";
    }
}
