using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Data;

/// <summary>
/// Integers as differences (Apache Parquet, Encodings.md, <c>DELTA_BINARY_PACKED</c>), after Lemire and Boytsov, "Decoding billions of integers per
/// second through vectorization" (2015).
/// </summary>
internal sealed class DeltaReader
{
    private PageBytes _bytes;
    private int _at;
    private long _left;
    private long _value;
    private bool _first;
    private int _perMiniblock;
    private int _miniblocks;
    private int _miniblock;
    private int _widths;
    private long _least;
    private int _width;
    private long _bit;
    private int _inMiniblock;

    /// <summary>Begins anew.</summary>
    /// <param name="bytes">The header and the blocks; more may follow.</param>
    /// <param name="most">Values of the page.</param>
    public void Start(PageBytes bytes, int most)
    {
        (_bytes, _at) = (bytes, 0);
        var block = Varint();
        var miniblocks = Varint();
        var count = Varint();
        _value = ZigZag();
        if (block is 0 or > 1 << 20 || miniblocks is 0 or > 1 << 15 || block % miniblocks != 0 || block / miniblocks % 8 != 0
            || count > (ulong)most)
        {
            throw new InvalidDataException("The head of a page of differences is damaged.");
        }

        _left = (long)count;
        _miniblocks = (int)miniblocks;
        _perMiniblock = (int)(block / miniblocks);
        (_first, _miniblock, _inMiniblock) = (true, _miniblocks, 0);
    }

    /// <summary>Passes over everything.</summary>
    /// <returns>Bytes that the numbers took.</returns>
    public int SkipAll()
    {
        Span<long> passed = stackalloc long[256];
        while (_left > 0)
        {
            Read(passed[..(int)Math.Min(passed.Length, _left)]);
        }

        return _at;
    }

    public void Read(Span<long> target)
    {
        if (target.Length > _left)
        {
            throw new InvalidDataException("A page has fewer values than its header states.");
        }

        _left -= target.Length;
        if (_first && !target.IsEmpty)
        {
            target[0] = _value;
            target = target[1..];
            _first = false;
        }

        ref var bytes = ref MemoryMarshal.GetArrayDataReference(_bytes.Array);
        while (!target.IsEmpty)
        {
            if (_inMiniblock == 0)
            {
                NextMiniblock();
            }

            var count = Math.Min(target.Length, _inMiniblock);
            var mask = _width == 64 ? ulong.MaxValue : (1UL << _width) - 1;
            for (var i = 0; i < count; i++)
            {
                // SAFETY: NextMiniblock has checked the miniblock's bytes; 16 bytes behind the page are readable.
                ref var at = ref Unsafe.Add(ref bytes, (nint)(_bit >> 3));
                var shift = (int)(_bit & 7);
                var word = Unsafe.ReadUnaligned<ulong>(ref at) >> shift;
                if (shift + _width > 64)
                {
                    word |= (ulong)Unsafe.Add(ref at, 8) << (64 - shift);
                }

                _value += _least + (long)(word & mask);
                target[i] = _value;
                _bit += _width;
            }

            _inMiniblock -= count;
            target = target[count..];
        }
    }

    private void NextMiniblock()
    {
        if (_miniblock == _miniblocks)
        {
            _least = ZigZag();
            _widths = _at;
            _bytes.Slice(_at, _miniblocks);
            _at += _miniblocks;
            _miniblock = 0;
        }

        _width = _bytes.Span[_widths + _miniblock++];
        if (_width > 64)
        {
            throw new InvalidDataException($"Differences of a page have {_width} bits.");
        }

        var length = _perMiniblock / 8 * _width;
        _bytes.Slice(_at, length);
        _bit = ((long)_bytes.Start + _at) * 8;
        _at += length;
        _inMiniblock = _perMiniblock;
    }

    private long ZigZag()
    {
        var coded = Varint();
        return (long)(coded >> 1) ^ -(long)(coded & 1);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = _bytes.Slice(_at++, 1).Span[0];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number of the page has more than 64 bits.");
    }
}
