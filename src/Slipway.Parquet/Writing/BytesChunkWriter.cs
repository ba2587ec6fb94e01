using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Texts and byte strings: by a dictionary as long as that is small, else as they are.</summary>
internal sealed class BytesChunkWriter : ChunkWriter
{
    private const int MostEntries = 1 << 16;
    private const int MostDictionaryBytes = 1 << 20;
    private const int LongestBound = 64;

    // Values one after another, each once while there is a dictionary.
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(int Start, int Length)> _entries = [];
    private readonly List<int> _values = [];
    private int[] _slots = new int[1024];
    private readonly BytesOfRow _read;
    private readonly bool _tryDictionary;
    private bool _isDictionary;

    /// <param name="read">The bytes of a row.</param>
    /// <param name="tryDictionary">Whether to try a dictionary.</param>
    public BytesChunkWriter(BytesOfRow read, bool tryDictionary)
    {
        _read = read;
        _tryDictionary = _isDictionary = tryDictionary;
    }

    /// <inheritdoc/>
    protected override long ValueBytes => _bytes.WrittenCount + (8L * _entries.Count) + (4L * _values.Count);

    /// <inheritdoc/>
    public override void Append(IArrowArray array)
    {
        for (var row = 0; row < array.Length; row++)
        {
            if (array.IsNull(row))
            {
                AddLevel(0);
                continue;
            }

            AddLevel(1);
            var value = _read(array, row);
            _values.Add(_isDictionary ? Find(value) : Add(value));
        }
    }

    /// <inheritdoc/>
    protected override bool WriteDictionary(ChunkSink sink)
    {
        if (!_isDictionary || _entries.Count == 0)
        {
            return false;
        }

        sink.WriteDictionary(_entries.Count, Plain(Enumerable.Range(0, _entries.Count)));
        return true;
    }

    /// <inheritdoc/>
    protected override PageEncoding WritePages(ChunkSink sink)
    {
        var hasDictionary = _isDictionary && _entries.Count > 0;
        var width = Math.Max(1, BitOperations.Log2((uint)Math.Max(1, _entries.Count - 1)) + 1);
        var at = 0;
        for (var row = 0; row < Levels;)
        {
            var (start, first, bytes) = (row, at, 0L);
            for (; row < Levels && bytes < ChunkSink.PageBytes; row++)
            {
                var present = Definition[row] == 1;
                bytes += 1 + (!present ? 0 : hasDictionary ? width / 8 : _entries[_values[at]].Length + sizeof(int));
                at += present ? 1 : 0;
            }

            var values = _values.GetRange(first, at - first);
            sink.WriteData(
                [], Definition[start..row], 1, hasDictionary ? PageEncoding.RleDictionary : PageEncoding.Plain,
                hasDictionary ? Positions(values, width) : Plain(values));
        }

        return hasDictionary ? PageEncoding.RleDictionary : PageEncoding.Plain;
    }

    /// <inheritdoc/>
    protected override ColumnStatistics Statistics()
    {
        var nulls = Levels - _values.Count;
        if (_entries.Count == 0)
        {
            return new ColumnStatistics(null, null, nulls);
        }

        var (min, max) = (0, 0);
        for (var i = 1; i < _entries.Count; i++)
        {
            min = Entry(i).SequenceCompareTo(Entry(min)) < 0 ? i : min;
            max = Entry(i).SequenceCompareTo(Entry(max)) > 0 ? i : max;
        }

        return Entry(min).Length > LongestBound || Entry(max).Length > LongestBound
            ? new ColumnStatistics(null, null, nulls)
            : new ColumnStatistics(Entry(min).ToArray(), Entry(max).ToArray(), nulls);
    }

    /// <inheritdoc/>
    protected override void Clear()
    {
        _bytes.ResetWrittenCount();
        _entries.Clear();
        _values.Clear();
        System.Array.Clear(_slots);
        _isDictionary = _tryDictionary;
    }

    private ReadOnlySpan<byte> Entry(int index) => _bytes.WrittenSpan.Slice(_entries[index].Start, _entries[index].Length);

    private int Add(ReadOnlySpan<byte> value)
    {
        _entries.Add((_bytes.WrittenCount, value.Length));
        _bytes.Write(value);
        return _entries.Count - 1;
    }

    // Open addressing; a slot holds the entry's number plus 1. When the dictionary grows too large, later values are simply added: those
    // before keep pointing to theirs, and nothing is written as a dictionary.
    private int Find(ReadOnlySpan<byte> value)
    {
        var slot = (int)(XxHash3.HashToUInt64(value) & (uint)(_slots.Length - 1));
        while (_slots[slot] != 0)
        {
            if (Entry(_slots[slot] - 1).SequenceEqual(value))
            {
                return _slots[slot] - 1;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        if (_entries.Count == MostEntries || _bytes.WrittenCount + value.Length > MostDictionaryBytes)
        {
            _isDictionary = false;
            return Add(value);
        }

        _slots[slot] = _entries.Count + 1;
        if (_entries.Count + 1 > _slots.Length / 2)
        {
            var added = Add(value);
            Grow();
            return added;
        }

        return Add(value);
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < _entries.Count; i++)
        {
            var slot = (int)(XxHash3.HashToUInt64(Entry(i)) & (uint)(_slots.Length - 1));
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = i + 1;
        }
    }

    private byte[] Plain(IEnumerable<int> entries)
    {
        var target = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            var value = Entry(entry);
            BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(sizeof(int)), value.Length);
            target.Advance(sizeof(int));
            target.Write(value);
        }

        return target.WrittenSpan.ToArray();
    }

    private static byte[] Positions(List<int> values, int width)
    {
        var target = new ArrayBufferWriter<byte>();
        target.Write([(byte)width]);
        RleWriter.Write(target, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values), width);
        return target.WrittenSpan.ToArray();
    }
}
