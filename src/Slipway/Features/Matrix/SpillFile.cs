using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Slipway.Data;

namespace Slipway.Features;

/// <summary>
/// An anonymous file for chunks that do not fit the memory budget, mapped for reading. It leaves the file system when it is closed, and
/// when the process dies: on Unix its name is removed at once, on Windows it is opened with delete-on-close.
/// </summary>
/// <remarks>
/// Chunks are written through the file handle and read through the mapping. Writing through the mapping would turn a full disk into
/// SIGBUS, which no program survives; a write call reports it as an error. Every page that is read later has been written, so its
/// block exists. A view is not unmapped by a finaliser (its pointer stays acquired): a forgotten Dispose leaks, it never dangles.
/// </remarks>
internal sealed unsafe partial class SpillFile : IDisposable
{
    // Few large views: the kernel limits the number of mappings of a process (65,530 by default on Linux).
    private const long SegmentBytes = 64L << 20;
    private const long SegmentAlignment = 64L << 10;
    private const int AdviceDontNeed = 4;

    private readonly string _folder;
    private readonly FileStream _file;
    private readonly List<(MemoryMappedFile Map, MemoryMappedViewAccessor View)> _segments = [];
    private byte* _segment;
    private long _segmentStart;
    private long _segmentEnd;
    private long _end;

    public SpillFile(string? folder)
    {
        _folder = folder ?? Path.GetTempPath();
        try
        {
            Directory.CreateDirectory(_folder);
            _file = AnonymousFile.Create(_folder, ".spill", 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"Cannot create a spill file in '{_folder}': {e.Message} "
                + "Give a writable folder with free space, or a larger memory budget.", e);
        }
    }

    /// <summary>Where the file lies.</summary>
    public string Folder => _folder;

    /// <summary>Stores a chunk; the result is its address until <see cref="Dispose"/>.</summary>
    public byte* Write(ReadOnlySpan<byte> chunk)
    {
        try
        {
            var start = RoundUp(_end, Environment.SystemPageSize);
            if (_segment == null || start + chunk.Length > _segmentEnd)
            {
                start = AddSegment(chunk.Length);
            }

            RandomAccess.Write(_file.SafeFileHandle, chunk, start);
            _end = start + chunk.Length;
            return _segment + (start - _segmentStart);
        }
        catch (IOException e)
        {
            throw new IOException(
                $"Cannot write {chunk.Length} more bytes to the spill file in '{_folder}', which holds {_end} bytes: {e.Message}. "
                + "Free space there, give another spill folder, or give a larger memory budget.", e);
        }
    }

    /// <summary>Lets the pages of a chunk leave physical memory. The content stays in the file.</summary>
    public static void Release(byte* memory, long bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            // SAFETY: the range lies in a read-only file mapping and starts on a page; dropped pages are read again from the file.
            // The result only says whether the hint was taken.
            _ = Advise(memory, (nuint)bytes, AdviceDontNeed);
        }
    }

    public void Dispose()
    {
        foreach (var (map, view) in _segments)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            map.Dispose();
        }

        _segments.Clear();
        _segment = null;
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    private static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;

    private long AddSegment(long atLeast)
    {
        _segmentStart = RoundUp(_end, SegmentAlignment);
        var bytes = Math.Max(SegmentBytes, RoundUp(atLeast, SegmentAlignment));
        _segmentEnd = _segmentStart + bytes;
        _file.SetLength(_segmentEnd);
        var map = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = map.CreateViewAccessor(_segmentStart, bytes, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _segments.Add((map, view));
        _segment = pointer + view.PointerOffset;
        return _segmentStart;
    }
}
