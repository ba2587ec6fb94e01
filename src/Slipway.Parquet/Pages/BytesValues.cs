namespace Slipway.Data;

/// <summary>The texts or byte strings of a page: those that are present, one after another.</summary>
/// <param name="fixedLength">Bytes of each, or null when each states its own.</param>
internal sealed class BytesValues(int? fixedLength)
{
    private const int Chunk = 256;

    private readonly RleReader _positions = new();
    private readonly DeltaReader _lengths = new();
    private readonly DeltaReader _prefixes = new();
    private readonly int[] _chosen = new int[Chunk];
    private int _next;
    private int _filled;
    private PageBytes _dictionary;
    private (int Start, int Length)[] _entries = [];
    private PageBytes _data;
    private PageEncoding _encoding;
    private int _at;
    private byte[] _previous = [];
    private int _previousLength;

    public void SetDictionary(PageBytes data, int count)
    {
        // An entry takes its bytes and, unless all are alike, four for its length.
        if (count > (fixedLength is { } size ? data.Length / Math.Max(1, size) : data.Length / sizeof(int)))
        {
            throw new InvalidDataException($"A dictionary of {count} values has {data.Length} bytes.");
        }

        _dictionary = data;
        _entries = new (int, int)[count];
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            _entries[i] = Locate(data, ref at);
        }
    }

    public void ClearDictionary() => _entries = [];

    /// <summary>Begins a page.</summary>
    public void Start(Page page)
    {
        _data = page.Data;
        _encoding = (PageEncoding)page.Encoding;
        (_at, _next, _filled, _previousLength) = (0, 0, 0, 0);
        switch (_encoding)
        {
            case PageEncoding.Plain:
            case PageEncoding.ByteStreamSplit when fixedLength is not null:
                break;
            case PageEncoding.PlainDictionary or PageEncoding.RleDictionary:
                _positions.Start(_data.Length == 0 ? default : _data.From(1), _data.Length == 0 ? 0 : _data.Span[0]);
                break;
            case PageEncoding.DeltaLengthByteArray:
                StartLengths(_data, page.Values);
                break;
            case PageEncoding.DeltaByteArray:
                _prefixes.Start(_data, page.Values);
                var suffixes = _prefixes.SkipAll();
                _prefixes.Start(_data, page.Values);
                StartLengths(_data.From(suffixes), page.Values);
                break;
            default:
                throw new InvalidDataException($"The encoding {_encoding} is not supported for such a column.");
        }
    }

    /// <summary>The next value; valid until the next call.</summary>
    /// <param name="upcoming">Values that will be asked for, this one included; lets positions be read together.</param>
    public ReadOnlySpan<byte> Next(int upcoming)
    {
        switch (_encoding)
        {
            case PageEncoding.Plain:
                var (start, length) = Locate(_data, ref _at);
                return _data.Slice(start, length).Span;
            case PageEncoding.ByteStreamSplit:
                return NextSplit();
            case PageEncoding.DeltaLengthByteArray:
                return NextOfLength();
            case PageEncoding.DeltaByteArray:
                return NextWithPrefix();
            default:
                return NextChosen(upcoming);
        }
    }

    private ReadOnlySpan<byte> NextChosen(int upcoming)
    {
        if (_next == _filled)
        {
            _filled = Math.Min(Chunk, upcoming);
            _next = 0;
            _positions.Read(_chosen.AsSpan(0, _filled));
        }

        var position = _chosen[_next++];
        if ((uint)position >= (uint)_entries.Length)
        {
            throw new InvalidDataException($"A value is number {position} of a dictionary that has {_entries.Length}.");
        }

        var (start, length) = _entries[position];
        return _dictionary.Slice(start, length).Span;
    }

    private (int Start, int Length) Locate(PageBytes data, ref int at)
    {
        var length = fixedLength ?? data.LengthAt(at);
        var start = fixedLength is null ? at + sizeof(int) : at;
        data.Slice(start, length);
        at = start + length;
        return (start, length);
    }

    // The lengths stand before the bytes, so they are walked through twice rather than kept.
    private void StartLengths(PageBytes data, int most)
    {
        _lengths.Start(data, most);
        var bytes = _lengths.SkipAll();
        _lengths.Start(data, most);
        _data = data.From(bytes);
    }

    private ReadOnlySpan<byte> NextOfLength()
    {
        var length = Take(_lengths);
        var value = _data.Slice(_at, length).Span;
        _at += length;
        return value;
    }

    private ReadOnlySpan<byte> NextWithPrefix()
    {
        var prefix = Take(_prefixes);
        var suffix = NextOfLength();
        if (prefix > _previousLength)
        {
            throw new InvalidDataException("A text shares more bytes with the one before than that has.");
        }

        // A short suffix on a long prefix, again and again: such texts grow with their own bytes only.
        if (_previous.Length < prefix + suffix.Length)
        {
            Array.Resize(ref _previous, Math.Max(prefix + suffix.Length, _previous.Length * 2));
        }

        suffix.CopyTo(_previous.AsSpan(prefix));
        _previousLength = prefix + suffix.Length;
        return _previous.AsSpan(0, _previousLength);
    }

    private static int Take(DeltaReader numbers)
    {
        long value = 0;
        numbers.Read(new Span<long>(ref value));
        return value is >= 0 and <= int.MaxValue ? (int)value : throw new InvalidDataException("A text has a negative length, or over 2 GiB.");
    }

    private ReadOnlySpan<byte> NextSplit()
    {
        var size = fixedLength!.Value;
        var count = size == 0 ? 0 : _data.Length / size;
        if (_at >= count)
        {
            throw new InvalidDataException("A page has fewer values than its header states.");
        }

        _previous = _previous.Length < size ? new byte[size] : _previous;
        for (var k = 0; k < size; k++)
        {
            _previous[k] = _data.Span[(k * count) + _at];
        }

        _at++;
        return _previous.AsSpan(0, size);
    }
}
