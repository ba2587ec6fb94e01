using System.Text;

namespace Slipway.Data;

/// <summary>
/// Reads Thrift's compact protocol (Apache Thrift, doc/specs/thrift-compact-protocol.md) from bytes that nobody has checked.
/// <see cref="EndOfStreamException"/> means that more bytes are needed, <see cref="InvalidDataException"/> that they are damaged.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int DeepestNesting = 64;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _depth;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Moves to the next field of a struct; false at its end.</summary>
    /// <param name="id">Id of the field before (0 at the beginning), then of this one.</param>
    /// <param name="type">Its type; a boolean's type is its value.</param>
    public bool NextField(ref int id, out ThriftType type)
    {
        var head = ReadByte();
        type = TypeOf(head & 0x0f);
        if (type == ThriftType.Stop)
        {
            return false;
        }

        var delta = head >> 4;
        id = delta != 0 ? id + delta : ReadInt32();
        return true;
    }

    /// <summary>Number of elements of a list whose elements have this type.</summary>
    public int ReadList(ThriftType element)
    {
        var count = ReadListHeader(out var type);
        return type == element || (count == 0 && type == ThriftType.Stop)
            ? count
            : throw new InvalidDataException($"A list of the metadata holds {type}, not {element}.");
    }

    public int ReadInt32()
    {
        var value = ReadInt64();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new InvalidDataException("An integer of the metadata has more than 32 bits.");
    }

    public long ReadInt64()
    {
        var coded = ReadVarint();
        return (long)(coded >> 1) ^ -(long)(coded & 1);
    }

    public ReadOnlySpan<byte> ReadBinary()
    {
        var length = ReadVarint();
        return length <= int.MaxValue ? Take((int)length) : throw new InvalidDataException("A text of the metadata has over 2 GiB.");
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBinary());

    public byte ReadByte() => Take(1)[0];

    /// <summary>Passes over a field's value.</summary>
    public void Skip(ThriftType type) => Skip(type, inList: false);

    private static ThriftType TypeOf(int code) => code <= (int)ThriftType.Struct
        ? (ThriftType)code
        : throw new InvalidDataException($"The metadata has a value of the unknown type {code}.");

    private void Skip(ThriftType type, bool inList)
    {
        if (++_depth > DeepestNesting)
        {
            throw new InvalidDataException($"The metadata is nested more than {DeepestNesting} deep.");
        }

        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                Position += inList ? Take(1).Length - 1 : 0;
                break;
            case ThriftType.Byte:
                ReadByte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                ReadVarint();
                break;
            case ThriftType.Double:
                Take(8);
                break;
            case ThriftType.Binary:
                ReadBinary();
                break;
            case ThriftType.List or ThriftType.Set:
                var count = ReadListHeader(out var element);
                for (var i = 0; i < count; i++)
                {
                    Skip(element, inList: true);
                }

                break;
            case ThriftType.Map:
                SkipMap();
                break;
            case ThriftType.Struct:
                var id = 0;
                while (NextField(ref id, out var field))
                {
                    Skip(field);
                }

                break;
            default:
                throw new InvalidDataException("The metadata has a value without a type.");
        }

        _depth--;
    }

    private void SkipMap()
    {
        var count = ReadVarint();
        if (count == 0)
        {
            return;
        }

        var types = ReadByte();
        for (ulong i = 0; i < count; i++)
        {
            Skip(TypeOf(types >> 4), inList: true);
            Skip(TypeOf(types & 0x0f), inList: true);
        }
    }

    // Every element takes a byte at least, so a count beyond the bytes that are left is damage (or needs more bytes).
    private int ReadListHeader(out ThriftType element)
    {
        var head = ReadByte();
        element = TypeOf(head & 0x0f);
        var count = head >> 4 == 15 ? ReadVarint() : (ulong)(head >> 4);
        return count <= (ulong)(_bytes.Length - Position) ? (int)count : throw new EndOfStreamException("The metadata ends too early.");
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = ReadByte();
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("An integer of the metadata has more than 64 bits.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position)
        {
            throw new EndOfStreamException("The metadata ends too early.");
        }

        Position += count;
        return _bytes.Slice(Position - count, count);
    }
}
