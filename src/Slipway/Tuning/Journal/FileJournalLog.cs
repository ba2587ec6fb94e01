using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>A journal in a local file. Its writer holds <c>NAME.lock</c> beside it, a lock of the operating system that dies with the process.</summary>
internal sealed class FileJournalLog : IJournalLog
{
    private const int NoSpaceLeft = 28; // ENOSPC, on Linux and macOS
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly bool _flushToDisk;
    private long _end;
    private bool _unfinished;

    private FileJournalLog(string path, FileStream @lock, FileStream file, bool flushToDisk)
    {
        Location = path;
        _lock = @lock;
        _file = file;
        _flushToDisk = flushToDisk;
        _end = file.Length;
    }

    public string Location { get; }

    /// <summary>Takes the journal for writing; makes the file and its folder when there is none.</summary>
    /// <exception cref="TuningJournalException">Another process writes it, or it cannot be written.</exception>
    public static FileJournalLog Open(string journal, bool flushToDisk)
    {
        var path = FullPath(journal);
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            return new FileJournalLog(path, held, OpenFile(path, FileMode.OpenOrCreate, FileAccess.ReadWrite), flushToDisk);
        }
        catch (IOException e) when (held is null && SharingViolation.Is(e))
        {
            throw new TuningJournalException(path, "Another search writes this journal" +
                (FindWriter(path) is { } writer ? $" ({writer})" : "") + ". Wait for it to end, watch it by TuningJournal.WatchAsync, or choose another path.", innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new TuningJournalException(path, $"The journal cannot be opened for writing: {e.Message.TrimEnd('.')}. Choose a writable path.", innerException: e);
        }
    }

    /// <summary>Opens a journal for reading, whether or not someone writes it.</summary>
    /// <exception cref="TuningJournalException">There is none, or it cannot be read.</exception>
    public static FileStream OpenReader(string journal)
    {
        var path = FullPath(journal);
        try
        {
            return OpenFile(path, FileMode.Open, FileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TuningJournalException(path, $"The journal cannot be read: {e.Message.TrimEnd('.')}. Check the path.", innerException: e);
        }
    }

    /// <summary>The file itself, by its path, not a link to it: a journal has one lock, whatever name it is opened by.</summary>
    public static string FullPath(string journal)
    {
        var full = Path.GetFullPath(journal);
        return File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? target.FullName : full;
    }

    public void ReadInto(JournalScanner scanner)
    {
        using var file = OpenReader(Location);
        scanner.Read(file);
    }

    public void CutAt(long length)
    {
        try
        {
            _file.SetLength(length);
            _end = length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    public void Append(ReadOnlySpan<byte> lines, JournalDurability durability)
    {
        try
        {
            if (_unfinished)
            {
                _file.SetLength(_end);
                _unfinished = false;
            }

            if (_file.Length != _end)
            {
                throw new IOException("Another process wrote to it although this one holds its lock; was the lock file deleted?");
            }

            _unfinished = true;
            _file.Position = _end;
            _file.Write(lines);
            if (durability == JournalDurability.Power && _flushToDisk)
            {
                _file.Flush(flushToDisk: true);
            }

            _end += lines.Length;
            _unfinished = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Lets go of the journal. A line that could not be written whole is cut off, or else by the next writer.</summary>
    public void Dispose()
    {
        CutOffUnfinished();
        _file.Dispose();
        _lock.Dispose();
    }

    private static FileStream OpenFile(string path, FileMode mode, FileAccess access) =>
        new(path, mode, access, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static string? FindWriter(string path)
    {
        try
        {
            using var file = OpenReader(path);
            var scanner = new JournalScanner(path);
            scanner.Read(file);
            return scanner.Replay.LastWriter;
        }
        catch (TuningJournalException)
        {
            return null; // in use and unreadable: that it is in use is what matters now
        }
    }

    private TuningJournalException Failed(Exception e)
    {
        CutOffUnfinished();
        var why = e switch
        {
            ArgumentOutOfRangeException => "a limit on file sizes is reached", // how .NET 10 reports EFBIG
            IOException { HResult: NoSpaceLeft or DiskFullOnWindows } => "the disk is full",
            _ => e.Message.TrimEnd('.'),
        };
        return new TuningJournalException(Location, $"The journal cannot be written: {why}. All that it held before is still there, and the search is as it was " +
            "before this call: make room and call again, or end the search and resume it from the journal later.", innerException: e);
    }

    private void CutOffUnfinished()
    {
        if (!_unfinished)
        {
            return;
        }

        try
        {
            _file.SetLength(_end);
            _unfinished = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unfinished = true; // tried again before the next line is written
        }
    }
}
