namespace Slipway.Data;

/// <summary>
/// Reads the fields of one protocol-buffer message where they lie. Own code, because the values of a record are copied once, from the
/// file's
/// buffer into the column; generated classes would copy them into a list for each record first.
/// </summary>
/// <param name="message">The bytes of the message.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Bytes = 2;
    public const int Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>True when everything is read.</summary>
    public readonly bool AtEnd => _at == _message.Length;

    /// <summary>The next field; false at the end.</summary>
    /// <param name="field">Its number.</param>
    /// <param name="wireType">How its value is stored.</param>
    /// <exception cref="RecordIoException">The bytes are no protocol buffer.</exception>
    public bool TryReadTag(out int field, out int wireType)
    {
        if (_at == _message.Length)
        {
            (field, wireType) = (0, 0);
            return false;
        }

        var tag = ReadVarint();
        wireType = (int)(tag & 7);
        field = tag >> 3 is > 0 and < 1 << 29
            ? (int)(tag >> 3)
            : throw new RecordIoException("a field of the record has an impossible number");
        return true;
    }

    /// <summary>A number of variable length.</summary>
    public ulong ReadVarint()
    {
        if (_at < _message.Length && _message[_at] < 0x80)
        {
            return _message[_at++];
        }

        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_at == _message.Length)
            {
                throw Truncated();
            }

            var b = _message[_at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new RecordIoException("a number of the record has more than ten bytes");
    }

    /// <summary>A value with its length before it.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        return length <= (ulong)(_message.Length - _at) ? Take((int)length) : throw Truncated();
    }

    /// <summary>A value of four or eight bytes.</summary>
    /// <param name="size">4 or 8.</param>
    public ReadOnlySpan<byte> ReadFixed(int size) => size <= _message.Length - _at ? Take(size) : throw Truncated();

    /// <summary>Passes over a value.</summary>
    /// <param name="wireType">How it is stored.</param>
    public void Skip(int wireType)
    {
        switch (wireType)
        {
            case Varint: ReadVarint(); break;
            case Fixed64: ReadFixed(sizeof(ulong)); break;
            case Fixed32: ReadFixed(sizeof(uint)); break;
            case Bytes: ReadBytes(); break;
            default:
                throw new RecordIoException("a field of the record is stored in a way that protocol buffers of this kind do not have");
        }
    }

    private static RecordIoException Truncated() => new("a field of the record is longer than the record");

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _message.Slice(_at, count);
        _at += count;
        return taken;
    }
}
