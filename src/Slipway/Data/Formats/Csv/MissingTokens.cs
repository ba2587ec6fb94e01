using System.Text;

namespace Slipway.Data;

/// <summary>The cells that mean "no value", tested by length and first byte before they are compared.</summary>
internal sealed class MissingTokens
{
    private readonly byte[][] _tokens;
    private readonly bool[] _firstBytes = new bool[256];
    private readonly int _longest;
    private readonly bool _emptyIsMissing;

    public MissingTokens(IEnumerable<string> tokens)
    {
        _tokens = [.. tokens.Select(Encoding.UTF8.GetBytes)];
        foreach (var token in _tokens)
        {
            HasNumbers |= NumberParser.TryParse(token, out var number) && !double.IsNaN(number);
            _longest = Math.Max(_longest, token.Length);
            if (token.Length == 0)
            {
                _emptyIsMissing = true;
            }
            else
            {
                _firstBytes[token[0]] = true;
            }
        }
    }

    /// <summary>
    /// True when a token is a number itself, such as <c>-999</c>, so that numbers must be compared before they are parsed.
    /// </summary>
    public bool HasNumbers { get; }

    /// <summary>True when a cell means "no value".</summary>
    /// <param name="cell">A cell's content.</param>
    public bool Contains(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            return _emptyIsMissing;
        }

        if (cell.Length > _longest || !_firstBytes[cell[0]])
        {
            return false;
        }

        foreach (var token in _tokens)
        {
            if (cell.SequenceEqual(token))
            {
                return true;
            }
        }

        return false;
    }
}
