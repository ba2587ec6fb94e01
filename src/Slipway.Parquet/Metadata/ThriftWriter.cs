using System.Buffers;
using System.Text;

namespace Slipway.Data;

/// <summary>Writes Thrift's compact protocol.</summary>
internal sealed class ThriftWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private readonly Stack<int> _outer = new();
    private int _last;

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _outer.Clear();
        _last = 0;
    }

    public void Int32(int id, int value)
    {
        Field(id, ThriftType.Int32);
        ZigZag(value);
    }

    public void Int64(int id, long value)
    {
        Field(id, ThriftType.Int64);
        ZigZag(value);
    }

    public void Byte(int id, byte value)
    {
        Field(id, ThriftType.Byte);
        Raw(value);
    }

    public void Boolean(int id, bool value) => Field(id, value ? ThriftType.True : ThriftType.False);

    public void Binary(int id, ReadOnlySpan<byte> value)
    {
        Field(id, ThriftType.Binary);
        Element(value);
    }

    public void Text(int id, string value) => Binary(id, Encoding.UTF8.GetBytes(value));

    /// <summary>Begins a struct that is a field; <see cref="End"/> ends it.</summary>
    public void Struct(int id)
    {
        Field(id, ThriftType.Struct);
        BeginElement();
    }

    /// <summary>Begins a struct that is an element of a list.</summary>
    public void BeginElement()
    {
        _outer.Push(_last);
        _last = 0;
    }

    /// <summary>Ends a struct (the outermost too).</summary>
    public void End()
    {
        Raw(0);
        _last = _outer.TryPop(out var outer) ? outer : 0;
    }

    /// <summary>An empty struct as a field.</summary>
    public void Empty(int id)
    {
        Struct(id);
        End();
    }

    /// <summary>Begins a list; its elements follow.</summary>
    public void List(int id, ThriftType element, int count)
    {
        Field(id, ThriftType.List);
        if (count < 15)
        {
            Raw((byte)((count << 4) | (int)element));
        }
        else
        {
            Raw((byte)(0xf0 | (int)element));
            Varint((ulong)count);
        }
    }

    /// <summary>An integer element of a list.</summary>
    public void Element(int value) => ZigZag(value);

    /// <summary>A text element of a list.</summary>
    public void Element(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        _bytes.Write(value);
    }

    private void Field(int id, ThriftType type)
    {
        var delta = id - _last;
        if (delta is > 0 and < 16)
        {
            Raw((byte)((delta << 4) | (int)type));
        }
        else
        {
            Raw((byte)type);
            ZigZag(id);
        }

        _last = id;
    }

    private void ZigZag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Raw((byte)(value | 0x80));
            value >>= 7;
        }

        Raw((byte)value);
    }

    private void Raw(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
