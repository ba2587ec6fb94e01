using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Data;

/// <summary>The values of a page that all take the same number of bytes: those that are present, one after another.</summary>
/// <typeparam name="T"><c>int</c>, <c>long</c>, <c>float</c>, <c>double</c>, <see cref="Int96"/>, or <c>byte</c> for booleans.</typeparam>
internal sealed class FixedValues<T> where T : unmanaged
{
    private const int Chunk = 1024;

    private readonly RleReader _positions = new();
    private readonly DeltaReader _delta = new();
    private readonly int[] _chosen = new int[Chunk];
    private readonly long[] _wide = new long[Chunk];
    private T[] _dictionary = [];
    private PageBytes _data;
    private PageEncoding _encoding;
    private int _at;

    public static bool IsBoolean => typeof(T) == typeof(byte);

    /// <summary>Takes over a chunk's dictionary.</summary>
    public void SetDictionary(PageBytes data, int count)
    {
        if (IsBoolean || data.Length != (long)count * Unsafe.SizeOf<T>())
        {
            throw new InvalidDataException($"A dictionary of {count} values has {data.Length} bytes.");
        }

        _dictionary = MemoryMarshal.Cast<byte, T>(data.Span).ToArray();
    }

    public void ClearDictionary() => _dictionary = [];

    public void Start(Page page)
    {
        _data = page.Data;
        _encoding = (PageEncoding)page.Encoding;
        _at = 0;
        switch (_encoding)
        {
            case PageEncoding.Plain or PageEncoding.ByteStreamSplit:
                break;
            case PageEncoding.PlainDictionary or PageEncoding.RleDictionary:
                // A page without a present value may be empty.
                _positions.Start(_data.Length == 0 ? default : _data.From(1), _data.Length == 0 ? 0 : _data.Span[0]);
                break;
            case PageEncoding.DeltaBinaryPacked when typeof(T) == typeof(int) || typeof(T) == typeof(long):
                _delta.Start(_data, page.Values);
                break;
            case PageEncoding.Rle when IsBoolean:
                _positions.Start(_data.Slice(sizeof(int), _data.LengthAt(0)), 1);
                break;
            default:
                throw new InvalidDataException($"The encoding {_encoding} is not supported for such a column.");
        }
    }

    /// <summary>Reads the next values.</summary>
    /// <exception cref="InvalidDataException">There are not as many, or they are damaged.</exception>
    public void Read(Span<T> target)
    {
        switch (_encoding)
        {
            case PageEncoding.Plain when IsBoolean:
                ReadBits(target);
                break;
            case PageEncoding.Plain:
                var bytes = target.Length * Unsafe.SizeOf<T>();
                _data.Slice(_at, bytes).Span.CopyTo(MemoryMarshal.AsBytes(target));
                _at += bytes;
                break;
            case PageEncoding.ByteStreamSplit:
                ReadSplit(target);
                break;
            case PageEncoding.DeltaBinaryPacked:
                ReadDelta(target);
                break;
            case PageEncoding.Rle:
                _positions.ReadLevels(MemoryMarshal.AsBytes(target), 1);
                break;
            default:
                ReadChosen(target);
                break;
        }
    }

    private void ReadChosen(Span<T> target)
    {
        var dictionary = _dictionary;
        while (!target.IsEmpty)
        {
            var chosen = _chosen.AsSpan(0, Math.Min(Chunk, target.Length));
            _positions.Read(chosen);
            for (var i = 0; i < chosen.Length; i++)
            {
                target[i] = (uint)chosen[i] < (uint)dictionary.Length ? dictionary[chosen[i]] : throw BeyondDictionary(chosen[i], dictionary.Length);
            }

            target = target[chosen.Length..];
        }
    }

    private static InvalidDataException BeyondDictionary(int position, int count) =>
        new($"A value is number {position} of a dictionary that has {count}.");

    private void ReadDelta(Span<T> target)
    {
        while (!target.IsEmpty)
        {
            var wide = _wide.AsSpan(0, Math.Min(Chunk, target.Length));
            _delta.Read(wide);
            if (typeof(T) == typeof(long))
            {
                MemoryMarshal.AsBytes(wide).CopyTo(MemoryMarshal.AsBytes(target));
            }
            else
            {
                var narrow = MemoryMarshal.Cast<T, int>(target);
                for (var i = 0; i < wide.Length; i++)
                {
                    narrow[i] = unchecked((int)wide[i]);
                }
            }

            target = target[wide.Length..];
        }
    }

    // Byte k of every value lies in stream k.
    private void ReadSplit(Span<T> target)
    {
        var size = Unsafe.SizeOf<T>();
        var count = _data.Length / size;
        if (_data.Length % size != 0 || target.Length > count - _at)
        {
            throw new InvalidDataException("A page has fewer values than its header states.");
        }

        var bytes = MemoryMarshal.AsBytes(target);
        for (var k = 0; k < size; k++)
        {
            var stream = _data.Span.Slice((k * count) + _at, target.Length);
            for (var i = 0; i < stream.Length; i++)
            {
                bytes[(i * size) + k] = stream[i];
            }
        }

        _at += target.Length;
    }

    private void ReadBits(Span<T> target)
    {
        var values = MemoryMarshal.AsBytes(target);
        var bits = _data.Slice(0, (int)Math.Min(int.MaxValue, (_at + (long)values.Length + 7) / 8)).Span;
        for (var i = 0; i < values.Length; i++, _at++)
        {
            values[i] = (byte)((bits[_at >> 3] >> (_at & 7)) & 1);
        }
    }
}
