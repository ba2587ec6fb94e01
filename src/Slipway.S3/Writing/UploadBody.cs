using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Storage;

/// <summary>The bytes of one upload request: in memory, and in a temporary file when they outgrow it. For one writer; then for any number of readers.</summary>
internal sealed class UploadBody : IDisposable
{
    private const int FirstBuffer = 64 * 1024;

    private readonly int _memory;
    private readonly string? _folder;
    private byte[] _buffer;
    private int _buffered;
    private SafeFileHandle? _file;
    private bool _disposed;

    /// <param name="memory">Bytes to hold in memory at most.</param>
    /// <param name="capacity">Bytes to take at most.</param>
    /// <param name="filled">Whether it is expected to become full; memory is then taken at once.</param>
    /// <param name="folder">Folder of the temporary file; null for the system's.</param>
    public UploadBody(int memory, long capacity, bool filled, string? folder)
    {
        (_memory, Capacity, _folder) = (memory, capacity, folder);
        _buffer = ArrayPool<byte>.Shared.Rent(filled ? (int)Math.Min(memory, capacity) : (int)Math.Min(FirstBuffer, capacity));
    }

    public long Capacity { get; }

    public long Length { get; private set; }

    /// <summary>Bytes that it can still take.</summary>
    public long Room => Capacity - Length;

    /// <summary>Appends bytes, at most <see cref="Room"/>.</summary>
    /// <exception cref="IOException">The temporary file cannot be written.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_file is null && Length + bytes.Length > _memory)
        {
            _file = CreateFile();
        }

        if (_file is null)
        {
            Grow((int)Length + bytes.Length);
            bytes.CopyTo(_buffer.AsSpan((int)Length));
            _buffered += bytes.Length;
        }
        else
        {
            Spool(bytes);
        }

        Length += bytes.Length;
    }

    /// <summary>Reads from a position.</summary>
    /// <returns>The number of bytes; 0 at the end.</returns>
    public int Read(long position, Span<byte> target)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        target = target[..(int)Math.Min(target.Length, Math.Max(0, Length - position))];
        if (target.Length == 0)
        {
            return 0;
        }

        if (position >= _buffered)
        {
            return RandomAccess.Read(_file!, target, position - _buffered);
        }

        var count = (int)Math.Min(target.Length, _buffered - position);
        _buffer.AsSpan((int)position, count).CopyTo(target);
        return count;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _file?.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    // What is in memory stays there; the file holds what follows.
    private void Spool(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file!, bytes, Length - _buffered);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            // .NET reports a file that the file system does not let grow as an argument out of range.
            throw CannotSpool(e);
        }
    }

    private void Grow(int needed)
    {
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, _buffer.Length * 4L), Math.Max(_memory, needed)));
        _buffer.AsSpan(0, _buffered).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private SafeFileHandle CreateFile()
    {
        var path = Path.Combine(_folder ?? Path.GetTempPath(), $"slipway-s3-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path); // without a name, the file cannot outlive the process even when that is killed
            }

            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotSpool(e);
        }
    }

    private IOException CannotSpool(Exception cause) => new(
        $"A part of an upload cannot be kept in '{_folder ?? Path.GetTempPath()}': {cause.Message.TrimEnd('.')}. Free space there or set S3Options.SpoolFolder.", cause);
}
