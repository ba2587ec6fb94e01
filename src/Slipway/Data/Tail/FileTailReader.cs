using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Reads whole lines of a file that grows, as batches, across rotations.</summary>
internal sealed class FileTailReader : IStreamReader
{
    private const int ReadBytes = 64 * 1024;
    private readonly TailFolder _folder;
    private readonly DataFormat _format;
    private readonly FileTailOptions _options;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _cancellationToken;
    private readonly LineCutter _cutter;
    private readonly int _longest;
    private TailPosition? _start;
    private TailFile? _file;
    private Schema? _columns;
    private byte[] _header = [];
    private byte[] _buffer = new byte[ReadBytes];
    private int _held;
    private int _cut;
    private int _scanned;
    private int _rows;
    private long _offset; // of the first byte in the buffer
    private (int Length, string Hash) _head = (0, "");
    private bool _left; // a rotation was seen, and the file has not grown since
    private bool _complete; // a line end was added to the last line, one byte beyond the file
    private bool _ended; // truncated, with whole lines still held

    public FileTailReader(
        string path, DataFormat format, FileTailOptions options, TailPosition? position, TimeProvider clock, CancellationToken cancellationToken)
    {
        _folder = new TailFolder(path);
        _format = format;
        _options = options;
        _clock = clock;
        _cancellationToken = cancellationToken;
        _cutter = LineCutter.For(format);
        _longest = format is CsvFormat csv ? csv.MaxRecordBytes : ((JsonLinesFormat)format).MaxRecordBytes;
        _start = position;
        _columns = position?.Columns;
    }

    private bool HasHeader => _format is CsvFormat { Header: CsvHeader.Present };

    public async ValueTask<StreamRows?> ReadAsync(int maxRows, TimeSpan? delay, CancellationToken stop)
    {
        long? first = null;
        while (true)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (stop.IsCancellationRequested)
            {
                return null;
            }

            if (Scan(maxRows))
            {
                if (Cut() is { } rows)
                {
                    return rows;
                }

                continue;
            }

            if (_rows > 0)
            {
                first ??= _clock.GetTimestamp();
                if (delay is { } limit && _clock.GetElapsedTime(first.Value) >= limit && Cut() is { } late)
                {
                    return late;
                }
            }

            if (_file is null ? OpenFirst() : Fill())
            {
                _left = false;
                continue;
            }

            if (IsOver(out var next))
            {
                if (next is null)
                {
                    return EndFile();
                }

                if (EndFile() is { } rest)
                {
                    next.Dispose(); // found again by the next call
                    return rest;
                }

                Open(next, 0);
                continue;
            }

            try
            {
                await Task.Delay(_options.PollInterval, _clock, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                _cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _file?.Dispose();
        _file = null;
        return default;
    }

    /// <summary>Looks for the ends of rows in what is held; true when there are enough.</summary>
    private bool Scan(int maxRows)
    {
        while (_rows < maxRows && _scanned < _held)
        {
            var length = _cutter.Next(_buffer.AsSpan(_scanned, _held - _scanned), out var blank);
            if (length < 0)
            {
                _scanned = _held;
                if (_held - _cut > _longest)
                {
                    throw new DataFormatException(
                        $"the line is longer than {_longest} bytes", _file!.Name, expected: "shorter lines; most often a quote is not closed",
                        remedy: "Correct the file, or raise MaxRecordBytes of the format.");
                }

                return false;
            }

            _scanned += length;
            _cut = _scanned;
            if (HasHeader && _header.Length == 0)
            {
                _header = blank || IsComment(_buffer) ? [] : _buffer[.._cut];
                Drop(_cut);
                continue;
            }

            _rows += blank ? 0 : 1;
        }

        return _rows >= maxRows;
    }

    /// <summary>The rows whose ends were found, as a batch; null when they are all comments.</summary>
    private StreamRows? Cut()
    {
        byte[] text = [.. _header, .. _buffer.AsSpan(0, _cut)];
        var name = System.FormattableString.Invariant($"{_file!.Name} (lines from byte {_offset} on)");
        var source = new FormatSource(name, () => new MemoryStream(text)) { BatchRows = Math.Max(1, _rows), BatchBytes = int.MaxValue };
        Drop(_cut);
        _rows = 0;
        _columns ??= _format.Infer(source);
        var batches = new List<RecordBatch>();
        using (var reader = _format.Open(source, _columns))
        {
            while (reader.Read() is { } batch)
            {
                batches.Add(batch);
            }
        }

        if (batches.Count == 0)
        {
            return null;
        }

        var position = new TailPosition(_file.Identity, _head.Length, _head.Hash, _offset, _columns);
        return new StreamRows(BatchConcatenation.Join(batches), position.ToString());
    }

    /// <summary>Opens the file where reading starts; false when it is not there yet.</summary>
    private bool OpenFirst()
    {
        if (_start is not { } position)
        {
            _file = _folder.OpenCurrent();
            return _file is not null;
        }

        var (file, offset) = _folder.Find(position.Identity, position.HeadLength, position.HeadHash, position.Offset);
        Open(file ?? throw new DataFormatException(
            "the file that was being read is no longer there, neither under its name nor under one that begins with it, so its rows after "
            + System.FormattableString.Invariant($"byte {position.Offset} are lost"),
            _folder.Path, remedy: "Keep rotated files in the folder, uncompressed, until they have been read; or begin a new job, by another WithJobName."), offset);
        _start = null;
        return true;
    }

    /// <summary>Reads more; false when there is nothing more now.</summary>
    private bool Fill()
    {
        var file = _file!;
        var length = file.Length;
        var end = _offset + _held;
        if (_ended || (_complete && length == end - 1))
        {
            return false;
        }

        if (length < end || (length > end && !file.StartsWith(_head.Length, _head.Hash)))
        {
            return Replaced();
        }

        if (_complete)
        {
            RequireLineEnd(file, end);
            _complete = false;
        }

        if (length == end)
        {
            return false;
        }

        if (_held == _buffer.Length)
        {
            System.Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        }

        var read = file.Read(_buffer.AsSpan(_held), end);
        _held += read;
        if (_head.Length < TailFile.HeadBytes)
        {
            _head = file.Head(_offset + _held);
        }

        return read > 0;
    }

    /// <summary>
    /// The file was truncated, or written anew in place. If a copy was made before, reading goes on there; else with the new content. Whole lines that
    /// were read already count all the same.
    /// </summary>
    private bool Replaced()
    {
        if (_rows > 0)
        {
            _ended = true;
            return false;
        }

        var (file, offset) = _folder.Find(_file!.Identity, _head.Length, _head.Hash, _offset);
        if (file is null)
        {
            return false; // renamed as well: it is looked for again
        }

        Open(file, offset);
        return true;
    }

    /// <summary>Whether no more comes from this file.</summary>
    /// <param name="next">The file to go on with; null at the end of the stream, and while this may grow.</param>
    private bool IsOver(out TailFile? next)
    {
        next = null;
        if (_ended)
        {
            // What was held of a truncated file goes first; then it is looked for where to go on.
            _ended = false;
            next = _rows > 0 ? _folder.OpenCurrent() : null;
            return next is not null;
        }

        if (_file is null)
        {
            return _options.StopAtEnd;
        }

        next = _folder.After(_file);
        if (next is null)
        {
            return _options.StopAtEnd;
        }

        if (_left || _options.StopAtEnd)
        {
            return true;
        }

        // Whoever writes may hold on to the renamed file for a moment: look once more.
        _left = true;
        next.Dispose();
        next = null;
        return false;
    }

    /// <summary>The last rows of a file that grows no more: a line without a line end is whole now.</summary>
    private StreamRows? EndFile()
    {
        if (_held > _cut && _file!.Length == _offset + _held)
        {
            if (_held == _buffer.Length)
            {
                System.Array.Resize(ref _buffer, checked(_buffer.Length * 2));
            }

            _complete = true;
            _buffer[_held++] = (byte)'\n';
            Scan(int.MaxValue);
            if (_cut < _held)
            {
                _cut = _held; // an open quote: the format says so
                _scanned = _held;
                _rows++;
            }
        }

        return _rows > 0 ? Cut() : null;
    }

    /// <summary>A last line that was read without its end, and counted with one, has got it since.</summary>
    /// <exception cref="DataFormatException">It went on instead.</exception>
    private static void RequireLineEnd(TailFile file, long end)
    {
        Span<byte> last = stackalloc byte[1];
        if (file.Read(last, end - 1) == 1 && last[0] != (byte)'\n')
        {
            throw new DataFormatException(
                FormattableString.Invariant($"the line that ended at byte {end - 1} without a line end was read as whole, and has been written on since"), file.Name,
                expected: "whole lines when FileTailOptions.StopAtEnd ends the stream, and in files that are rotated",
                remedy: "Begin a new job, by another WithJobName, and let the writer end its lines before the stream is read to its end.");
        }
    }

    private void ReadHeader(TailFile file, long before)
    {
        var cutter = LineCutter.For(_format);
        var text = new byte[checked((int)Math.Min(before, _longest))];
        var held = file.Read(text, 0);
        for (int at = 0, length; at < held && (length = cutter.Next(text.AsSpan(at, held - at), out var blank)) > 0; at += length)
        {
            if (!blank && !IsComment(text.AsSpan(at)))
            {
                _header = text[at..(at + length)];
                return;
            }
        }

        throw new DataFormatException("there is no header before the position", file.Name, remedy: "Begin a new job, by another WithJobName.");
    }

    private bool IsComment(ReadOnlySpan<byte> line) => _format is CsvFormat { Comment: { } mark } && line[0] == (byte)mark;

    private void Restart()
    {
        (_held, _cut, _scanned, _rows, _offset, _head, _header) = (0, 0, 0, 0, 0, (0, ""), []);
        (_left, _complete, _ended) = (false, false, false);
        _cutter.Reset();
    }

    private void Open(TailFile file, long offset)
    {
        _file?.Dispose();
        _file = file;
        Restart();
        _offset = offset;
        _complete = offset > file.Length;
        if (offset > 0)
        {
            RequireLineEnd(file, offset);
        }

        _head = file.Head(Math.Min(offset, file.Length));
        if (offset > 0 && HasHeader)
        {
            ReadHeader(file, offset);
        }
    }

    private void Drop(int bytes)
    {
        _buffer.AsSpan(bytes, _held - bytes).CopyTo(_buffer);
        _offset += bytes;
        _held -= bytes;
        _scanned -= bytes;
        _cut = 0;
    }
}
