using System.IO.Hashing;
using System.Text;

namespace Slipway.Features;

/// <summary>Distinct texts in order of arrival, found by their UTF-8 without making strings. Reading is thread-safe.</summary>
internal sealed class LevelTable
{
    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[16];
    private int[] _slots = new int[32];

    public int Count { get; private set; }

    /// <summary>Index of a text; -1 when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        for (var slot = Slot(text); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (Bytes(_slots[slot] - 1).SequenceEqual(text))
            {
                return _slots[slot] - 1;
            }
        }

        return -1;
    }

    /// <summary>Index of a text, which is added when it is new.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        var found = Find(text);
        if (found >= 0)
        {
            return found;
        }

        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (start + (long)text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, checked(Math.Max(start + text.Length, _bytes.Length * 2)));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
        }

        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = start + text.Length;
        if (Count * 2 > _slots.Length)
        {
            _slots = new int[_slots.Length * 2];
            for (var i = 0; i < Count; i++)
            {
                Insert(i);
            }
        }
        else
        {
            Insert(Count - 1);
        }

        return Count - 1;
    }

    public ReadOnlySpan<byte> Bytes(int index)
    {
        var start = index == 0 ? 0 : _ends[index - 1];
        return _bytes.AsSpan(start, _ends[index] - start);
    }

    public string Text(int index) => Encoding.UTF8.GetString(Bytes(index));

    private void Insert(int index)
    {
        var slot = Slot(Bytes(index));
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = index + 1;
    }

    private int Slot(ReadOnlySpan<byte> text) => (int)XxHash3.HashToUInt64(text) & (_slots.Length - 1);
}
