namespace Slipway.Data;

/// <summary>Walks through a range of a file, reading it in pieces.</summary>
internal sealed class ByteWindow
{
    private readonly Stream _file;
    private readonly int _piece;
    private readonly long _beyond;
    private byte[] _buffer = [];
    private int _first;
    private int _end;
    private long _unread;

    /// <param name="file">The file, which others seek in too.</param>
    /// <param name="start">First byte of the range.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="piece">Bytes to read at a time, unless more are asked for.</param>
    public ByteWindow(Stream file, long start, long length, int piece)
    {
        _file = file;
        _piece = piece;
        _beyond = start + length;
        _unread = length;
    }

    /// <summary>Position of the next byte in the _file.</summary>
    public long Position => _beyond - Left;

    /// <summary>Bytes that are left of the range.</summary>
    public long Left => _unread + _end - _first;

    /// <summary>The next bytes: as many as asked for, or all that are left.</summary>
    public PageBytes Peek(int count)
    {
        if (_end - _first < count && _unread > 0)
        {
            Fill(count);
        }

        return new PageBytes(_buffer, _first, Math.Min(count, _end - _first));
    }

    /// <summary>Passes over bytes that <see cref="Peek"/> gave. They stay valid until the next <see cref="Peek"/>.</summary>
    public void Advance(int count) => _first += count;

    private void Fill(int count)
    {
        var kept = _end - _first;
        var wanted = (int)Math.Min(_unread, Math.Max(count - kept, _piece - kept));
        if (_buffer.Length < kept + wanted + PageBytes.Padding)
        {
            var larger = GC.AllocateUninitializedArray<byte>(kept + wanted + PageBytes.Padding);
            _buffer.AsSpan(_first, kept).CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(_first, kept).CopyTo(_buffer);
        }

        (_first, _end) = (0, kept);
        _file.Position = _beyond - _unread;
        var read = _file.ReadAtLeast(_buffer.AsSpan(kept, wanted), wanted, throwOnEndOfStream: false);
        if (read < wanted)
        {
            throw new InvalidDataException("The file ends within the column's pages.");
        }

        _end += read;
        _unread -= read;
    }
}
