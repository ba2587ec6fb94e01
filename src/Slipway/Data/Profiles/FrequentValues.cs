using System.Text;

namespace Slipway.Data;

/// <summary>
/// Counts texts; when there are more different ones than it holds, the counts of all are lowered together (Misra and Gries, 1982), so that every text
/// that makes up more than one in <paramref name="capacity"/> rows is still there.
/// </summary>
/// <param name="capacity">Different texts that are held.</param>
internal sealed class FrequentValues(int capacity)
{
    /// <summary>Values that a profile lists.</summary>
    public const int MostShown = 20;

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private char[] _scratch = [];

    public bool AreExact { get; private set; } = true;

    public void Add(ReadOnlySpan<byte> utf8)
    {
        _scratch = _scratch.Length >= utf8.Length ? _scratch : new char[utf8.Length];
        var text = _scratch.AsSpan(0, Encoding.UTF8.GetChars(utf8, _scratch));
        var counts = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        if (counts.TryGetValue(text, out var count))
        {
            counts[text] = count + 1;
        }
        else if (_counts.Count < capacity)
        {
            counts[text] = 1;
        }
        else
        {
            Lower();
        }
    }

    /// <summary>The most frequent ones, ties by ordinal order.</summary>
    public IReadOnlyList<ValueCount> Top() => [.. _counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostShown)
        .Select(c => new ValueCount(c.Key, c.Value))];

    private void Lower()
    {
        AreExact = false;
        foreach (var (text, count) in _counts)
        {
            if (count == 1)
            {
                _counts.Remove(text);
            }
            else
            {
                _counts[text] = count - 1;
            }
        }
    }
}
