using System.Text;

namespace Slipway.Data;

/// <summary>Numbers categories in the order of their first occurrence; those beyond a limit are one.</summary>
internal sealed class Categories
{
    private const int Most = 1000;

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private char[] _scratch = [];

    public int IndexOf(ReadOnlySpan<byte> utf8)
    {
        _scratch = _scratch.Length >= utf8.Length ? _scratch : new char[utf8.Length];
        var text = _scratch.AsSpan(0, Encoding.UTF8.GetChars(utf8, _scratch));
        var indices = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
        if (indices.TryGetValue(text, out var index))
        {
            return index;
        }

        return _indices.Count < Most ? indices[text] = _indices.Count : Most;
    }
}
