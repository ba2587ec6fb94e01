using System.Numerics;

namespace Slipway.Data;

/// <summary>A growing buffer with the few things of protocol buffers that a record needs.</summary>
internal sealed class ProtobufWriter
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Starts again.</summary>
    public void Clear() => _length = 0;

    /// <summary>Bytes of a number of variable length.</summary>
    public static int Size(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Bytes of a field with its length and tag (of one byte).</summary>
    /// <param name="length">Bytes of the value.</param>
    public static int FieldSize(int length) => checked(1 + Size((ulong)length) + length);

    /// <summary>Tag and length of a field.</summary>
    /// <param name="field">Its number, below 16.</param>
    /// <param name="length">Bytes of the value that follows.</param>
    public void Begin(int field, int length)
    {
        Reserve(1)[0] = (byte)((field << 3) | ProtobufReader.Bytes);
        Append((ulong)length);
    }

    /// <summary>A number of variable length.</summary>
    public void Append(ulong value)
    {
        var bytes = Reserve(Size(value));
        for (var i = 0; i < bytes.Length - 1; i++)
        {
            bytes[i] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[^1] = (byte)value;
    }

    /// <summary>Bytes as they are.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Room for bytes that the caller fills.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(2L * _buffer.Length, _length + (long)count)));
        }

        var room = _buffer.AsSpan(_length, count);
        _length += count;
        return room;
    }
}
