using System.Buffers.Binary;

namespace Slipway.Data;

/// <summary>
/// Checks the header of an Arrow message (FlatBuffers, format/Message.fbs and Schema.fbs) as far as memory is taken by it: every list that it
/// states lies within it. Apache.Arrow trusts these lengths, and one flipped bit can make it ask for gigabytes.
/// </summary>
internal readonly ref struct MessageHeader
{
    private const int DeepestNesting = 64;
    private const int Schema = 1;
    private const int DictionaryBatch = 2;
    private const int RecordBatch = 3;
    private const int NodeBytes = 16;

    private readonly ReadOnlySpan<byte> _bytes;

    private MessageHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <exception cref="InvalidDataException">A list, or something that holds one, lies outside of the header.</exception>
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        var header = new MessageHeader(bytes);
        var message = header.Follow(0);
        header.CheckTables(message, 4);
        var type = header.Field(message, 1);
        var content = header.Table(message, 2);
        if (type < 0 || content < 0)
        {
            return;
        }

        // A header has fewer fields than bytes; without the limit, children that are their own ancestors would never end.
        var budget = bytes.Length;
        switch (header.Byte(type))
        {
            case Schema:
                header.CheckFields(content, 1, ref budget, 0);
                header.CheckTables(content, 2);
                break;
            case DictionaryBatch:
                header.CheckBatch(header.Table(content, 1));
                break;
            case RecordBatch:
                header.CheckBatch(content);
                break;
        }
    }

    private void CheckBatch(int batch)
    {
        if (batch >= 0)
        {
            Vector(batch, 1, NodeBytes);
            Vector(batch, 2, NodeBytes);
            Vector(batch, 4, sizeof(long));
        }
    }

    private void CheckFields(int table, int field, ref int budget, int depth)
    {
        var (start, count) = Vector(table, field, sizeof(int));
        budget -= count;
        if (depth > DeepestNesting || budget < 0)
        {
            throw new InvalidDataException("The columns are nested too deep, or there are more of them than the header has bytes.");
        }

        for (var i = 0; i < count; i++)
        {
            var child = Follow(start + (i * sizeof(int)));
            CheckTables(child, 6);
            CheckFields(child, 5, ref budget, depth + 1);
        }
    }

    private void CheckTables(int table, int field) => Vector(table, field, sizeof(int));

    // Where the elements of a vector begin and how many there are; none when the field is absent.
    private (int Start, int Count) Vector(int table, int field, int elementBytes)
    {
        var at = Table(table, field);
        if (at < 0)
        {
            return (0, 0);
        }

        var count = Int32(at);
        return count >= 0 && (long)count * elementBytes <= _bytes.Length - at - sizeof(int)
            ? (at + sizeof(int), count)
            : throw new InvalidDataException($"A list of the header states {count} elements, and the header has {_bytes.Length} bytes.");
    }

    // What a field that holds an offset points to; -1 when it is absent.
    private int Table(int table, int field) => Field(table, field) is var at and >= 0 ? Follow(at) : -1;

    // Position of a field's value; -1 when it is absent.
    private int Field(int table, int field)
    {
        var vtable = (long)table - Int32(table);
        if (vtable < 0 || vtable > _bytes.Length)
        {
            throw Outside();
        }

        var entry = 4 + (2 * field);
        if (entry + 2 > UInt16((int)vtable))
        {
            return -1;
        }

        var offset = UInt16((int)vtable + entry);
        return offset == 0 ? -1 : table + offset;
    }

    private int Follow(int at) => at + (long)(uint)Int32(at) is var target && target < _bytes.Length ? (int)target : throw Outside();

    private byte Byte(int at) => at < _bytes.Length ? _bytes[at] : throw Outside();

    private int UInt16(int at) => at <= _bytes.Length - 2 ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]) : throw Outside();

    private int Int32(int at) => at >= 0 && at <= _bytes.Length - 4 ? BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]) : throw Outside();

    private static InvalidDataException Outside() => new("A header points outside of itself.");
}
