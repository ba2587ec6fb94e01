using System.Globalization;

namespace Slipway.Data;

/// <summary>
/// The dictionary in the header of an NPY file, e.g. <c>{'descr': '&lt;f8', 'fortran_order': False, 'shape': (3, 4), }</c>.
/// Only what numpy.save writes is understood; nothing is evaluated.
/// </summary>
internal sealed class NpyHeader
{
    private const int MostDimensions = 64;

    private readonly string _name;
    private int _at;

    public NpyHeader(string text, string name)
    {
        Text = text.TrimEnd();
        _name = name;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Expect('{');
        while (!TryTake('}'))
        {
            var key = ReadString();
            Expect(':');
            if (!seen.Add(key))
            {
                throw Wrong();
            }

            switch (key)
            {
                case "descr":
                    Descr = ReadDescr();
                    break;
                case "fortran_order":
                    FortranOrder = TryTakeWord("True") || (TryTakeWord("False") ? false : throw Wrong());
                    break;
                case "shape":
                    Shape = ReadShape();
                    break;
                default:
                    throw Wrong();
            }

            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        if (seen.Count != 3 || _at != Text.Length)
        {
            throw Wrong();
        }
    }

    /// <summary>The header as written, for messages.</summary>
    public string Text { get; }

    /// <summary>Type string, e.g. <c>&lt;f8</c>.</summary>
    public string Descr { get; } = string.Empty;

    /// <summary>True when columns and not rows are contiguous.</summary>
    public bool FortranOrder { get; }

    /// <summary>The dimensions.</summary>
    public long[] Shape { get; } = [];

    private string ReadDescr()
    {
        SkipSpaces();
        return _at < Text.Length && Text[_at] == '['
            ? throw new DataFormatException(
                "the array is structured (it has named fields)", _name, value: Text, expected: "plain numbers",
                remedy: "Write one array: numpy.lib.recfunctions.structured_to_unstructured(array).")
            : ReadString();
    }

    private long[] ReadShape()
    {
        var shape = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            var start = _at;
            while (_at < Text.Length && char.IsAsciiDigit(Text[_at]))
            {
                _at++;
            }

            if (shape.Count == MostDimensions || !long.TryParse(Text.AsSpan(start, _at - start), NumberStyles.None,
                CultureInfo.InvariantCulture, out var size))
            {
                throw Wrong();
            }

            shape.Add(size);
            TryTakeWord("L");
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }

        return [.. shape];
    }

    private string ReadString()
    {
        SkipSpaces();
        var quote = _at < Text.Length ? Text[_at] : '\0';
        var end = quote is '\'' or '"' ? Text.IndexOf(quote, _at + 1) : -1;
        if (end < 0)
        {
            throw Wrong();
        }

        var text = Text[(_at + 1)..end];
        _at = end + 1;
        return text;
    }

    private void Expect(char c)
    {
        if (!TryTake(c))
        {
            throw Wrong();
        }
    }

    private bool TryTake(char c) => TryTakeWord(c.ToString());

    private bool TryTakeWord(string word)
    {
        SkipSpaces();
        if (string.CompareOrdinal(Text, _at, word, 0, word.Length) != 0)
        {
            return false;
        }

        _at += word.Length;
        SkipSpaces();
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < Text.Length && Text[_at] is ' ' or '\n' or '\t')
        {
            _at++;
        }
    }

    private DataFormatException Wrong() => new(
        $"the header cannot be understood at character {_at + 1}", _name, value: Text,
        expected: "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }", remedy: "Write the array again with numpy.save.");
}
