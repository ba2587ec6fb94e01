using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Data;

/// <summary>
/// Parquet's hybrid of run lengths and bit-packed integers (Apache Parquet, Encodings.md, "RLE / Bit-Packing Hybrid"), for levels and for
/// positions in a dictionary.
/// </summary>
internal sealed class RleReader
{
    private PageBytes _bytes;
    private int _width;
    private int _at;
    private int _runLeft;
    private int _runValue;
    private int _packedStart;
    private long _packedIndex;
    private int _packedLeft;

    /// <summary>Begins anew.</summary>
    /// <param name="bytes">Runs, to the end of the bytes.</param>
    /// <param name="width">Bits of a value, 0 to 32.</param>
    public void Start(PageBytes bytes, int width)
    {
        if (width is < 0 or > 32)
        {
            throw new InvalidDataException($"Values of a page have {width} bits; at most 32 are allowed.");
        }

        (_bytes, _width, _at, _runLeft, _packedLeft) = (bytes, width, 0, 0, 0);
    }

    /// <summary>Reads values.</summary>
    /// <exception cref="InvalidDataException">There are not as many.</exception>
    public void Read(Span<int> target)
    {
        while (!target.IsEmpty)
        {
            var count = Math.Min(target.Length, Prepare());
            if (_runLeft > 0)
            {
                target[..count].Fill(_runValue);
                _runLeft -= count;
            }
            else
            {
                Unpack(target[..count]);
            }

            target = target[count..];
        }
    }

    /// <summary>Reads levels, which are small, and counts those that are the highest.</summary>
    /// <param name="target">Where to put them.</param>
    /// <param name="highest">The level to count.</param>
    public int ReadLevels(Span<byte> target, byte highest)
    {
        var equal = 0;
        Span<int> unpacked = stackalloc int[256];
        while (!target.IsEmpty)
        {
            var count = Math.Min(target.Length, Prepare());
            if (_runLeft > 0)
            {
                target[..count].Fill((byte)_runValue);
                equal += _runValue == highest ? count : 0;
                _runLeft -= count;
            }
            else
            {
                count = Math.Min(count, unpacked.Length);
                Unpack(unpacked[..count]);
                for (var i = 0; i < count; i++)
                {
                    target[i] = (byte)unpacked[i];
                    equal += unpacked[i] == highest ? 1 : 0;
                }
            }

            target = target[count..];
        }

        return equal;
    }

    /// <summary>Passes over as many of these values as the run at hand has; false when there is no such run.</summary>
    public bool TrySkipRun(int value, int count)
    {
        if (Prepare() < count || _runLeft == 0 || _runValue != value)
        {
            return false;
        }

        _runLeft -= count;
        return true;
    }

    // Values of the run at hand; reads the head of the next run when there are none.
    private int Prepare()
    {
        while (_runLeft == 0 && _packedLeft == 0)
        {
            ReadHead();
        }

        return _runLeft > 0 ? _runLeft : _packedLeft;
    }

    private void ReadHead()
    {
        uint head = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = _bytes.Slice(_at++, 1).Span[0];
            head |= shift < 32 ? (uint)(b & 0x7f) << shift : throw new InvalidDataException("A run of the page has a damaged length.");
            if (b < 0x80)
            {
                break;
            }
        }

        if ((head & 1) == 0)
        {
            var width = (_width + 7) / 8;
            Span<byte> value = stackalloc byte[sizeof(int)];
            value.Clear();
            _bytes.Slice(_at, width).Span.CopyTo(value);
            _at += width;
            _runLeft = (int)(head >> 1);
            _runValue = BinaryPrimitives.ReadInt32LittleEndian(value);
            return;
        }

        // The last run may promise more values than the page has, but not fewer bytes than the values that are taken.
        var groups = head >> 1;
        var bytes = Math.Min((long)groups * _width, _bytes.Length - _at);
        _packedStart = _at;
        _packedIndex = 0;
        _packedLeft = (int)Math.Min(_width == 0 ? int.MaxValue : bytes * 8 / _width, (long)groups * 8);
        _at += (int)bytes;
        if (_packedLeft == 0 && groups > 0)
        {
            throw new InvalidDataException("A page has fewer values than its header states.");
        }
    }

    private void Unpack(Span<int> target)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(_bytes.Array);
        var mask = (1UL << _width) - 1;
        var bit = (((long)_bytes.Start + _packedStart) * 8) + (_packedIndex * _width);
        for (var i = 0; i < target.Length; i++)
        {
            // SAFETY: _packedLeft keeps the first bit of every value within the bytes, and 16 bytes behind them are readable.
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, (nint)(bit >> 3)));
            target[i] = (int)((word >> (int)(bit & 7)) & mask);
            bit += _width;
        }

        _packedIndex += target.Length;
        _packedLeft -= target.Length;
    }
}
