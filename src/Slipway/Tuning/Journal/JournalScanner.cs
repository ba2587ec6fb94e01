namespace Slipway.Tuning;

/// <summary>Cuts the bytes of a journal into lines for a <see cref="JournalReplay"/>; what follows the last line feed waits.</summary>
internal sealed class JournalScanner(string journal)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _used;

    public JournalReplay Replay { get; } = new(journal);

    /// <summary>Number of bytes in whole lines.</summary>
    public long End { get; private set; }

    /// <summary>The bytes after the last line feed.</summary>
    public ReadOnlySpan<byte> Tail => _buffer.AsSpan(0, _used);

    /// <summary>Reads all that is there now.</summary>
    /// <exception cref="TuningJournalException">A line is damaged.</exception>
    public void Read(Stream stream)
    {
        stream.Position = End;
        _used = 0;
        while (stream.Read(Room().Span) is > 0 and var count)
        {
            Accept(count, null);
        }
    }

    /// <summary>Reads all that is there now. The tail is read again the next time: a writer that resumes may have replaced it.</summary>
    /// <param name="stream">The journal from its start; can seek.</param>
    /// <param name="changes">Gets the trials that the lines are about.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TuningJournalException">A line is damaged.</exception>
    public async Task ReadAsync(Stream stream, List<Trial>? changes, CancellationToken cancellationToken)
    {
        if (stream.Length < End)
        {
            throw new TuningJournalException(journal, "The journal became shorter while it was read: its writer could not store the last line. Read it again.");
        }

        stream.Position = End;
        _used = 0;
        while (await stream.ReadAsync(Room(), cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            Accept(count, changes);
        }
    }

    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">What follows all that was read before.</param>
    /// <param name="changes">Gets the trials that the lines are about; may be null.</param>
    /// <exception cref="TuningJournalException">A line is damaged.</exception>
    public void Read(ReadOnlySpan<byte> bytes, List<Trial>? changes)
    {
        while (!bytes.IsEmpty)
        {
            var room = Room().Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            bytes = bytes[count..];
            Accept(count, changes);
        }
    }

    private Memory<byte> Room()
    {
        if (_used == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return _buffer.AsMemory(_used);
    }

    private void Accept(int count, List<Trial>? changes)
    {
        var searched = _used;
        _used += count;
        var start = 0;
        while (_buffer.AsSpan(searched, _used - searched).IndexOf((byte)'\n') is >= 0 and var found)
        {
            var end = searched + found;
            if (Replay.Apply(_buffer.AsSpan(start, end - start)) is { } trial)
            {
                changes?.Add(trial);
            }

            End += end + 1 - start;
            start = searched = end + 1;
        }

        _buffer.AsSpan(start, _used - start).CopyTo(_buffer);
        _used -= start;
    }
}
