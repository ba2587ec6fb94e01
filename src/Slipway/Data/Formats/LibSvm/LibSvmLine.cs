using System.Buffers.Text;

namespace Slipway.Data;

/// <summary>Takes one LibSVM line apart.</summary>
internal sealed class LibSvmLine(LibSvmFormat format, string name)
{
    private byte[] _label = [];
    private byte[] _weight = [];
    private int _labelLength;
    private int _weightLength;

    /// <summary>Text of the last row's label.</summary>
    public ReadOnlySpan<byte> Label => _label.AsSpan(0, _labelLength);

    /// <summary>Text of the last row's weight; empty when it has none.</summary>
    public ReadOnlySpan<byte> Weight => _weight.AsSpan(0, _weightLength);

    /// <summary>The last row's <c>qid</c>, or null.</summary>
    public long? Group { get; private set; }

    /// <summary>
    /// Reads a line; false for a blank one or a comment. The pairs go to <paramref name="features"/>, whose row is ended.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number.</param>
    /// <param name="features">Where the pairs go.</param>
    public bool Parse(ReadOnlySpan<byte> line, long number, SparseColumn features)
    {
        var comment = line.IndexOf((byte)'#');
        var rest = comment >= 0 ? line[..comment] : line;
        var head = NextToken(ref rest);
        if (head.IsEmpty)
        {
            return false;
        }

        ParseLabel(head, number);
        Group = null;
        while (NextToken(ref rest) is { IsEmpty: false } pair)
        {
            if (pair.StartsWith("qid:"u8))
            {
                Group = Group is null && Utf8Parser.TryParse(pair[4..], out long group, out var used) && used == pair.Length - 4
                    ? group
                    : throw Error("the row's group is not one whole number", number, "qid", pair, "qid:n, once");
            }
            else
            {
                ParsePair(pair, number, features);
            }
        }

        features.EndRow();
        return true;
    }

    private static ReadOnlySpan<byte> NextToken(ref ReadOnlySpan<byte> rest)
    {
        var start = rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (start < 0)
        {
            return default;
        }

        rest = rest[start..];
        var end = rest.IndexOfAny((byte)' ', (byte)'\t');
        var token = end < 0 ? rest : rest[..end];
        rest = rest[token.Length..];
        return token;
    }

    private void ParseLabel(ReadOnlySpan<byte> head, long number)
    {
        var colon = head.IndexOf((byte)':');
        var label = colon < 0 ? head : head[..colon];
        if (label.Contains((byte)','))
        {
            throw Error("the row has several labels", number, "label", label, "one number",
                "Write one file per label, or read the labels as their own channel.");
        }

        if (!NumberParser.TryParse(label, out var value) || !double.IsFinite(value))
        {
            throw Error("the label is not a number", number, "label", label, "a finite number",
                "A line is: label index:value index:value ...");
        }

        var weight = colon < 0 ? default : head[(colon + 1)..];
        if (colon >= 0 && (!NumberParser.TryParse(weight, out value) || !double.IsFinite(value) || value < 0))
        {
            throw Error("the weight behind the label is not a number", number, "weight", head, "label:weight with a weight of at least 0");
        }

        Keep(label, ref _label, out _labelLength);
        Keep(weight, ref _weight, out _weightLength);
    }

    private void ParsePair(ReadOnlySpan<byte> pair, long number, SparseColumn features)
    {
        var colon = pair.IndexOf((byte)':');
        if (colon < 1 || !Utf8Parser.TryParse(pair[..colon], out int index, out var used) || used != colon)
        {
            throw Error("this is not an index and a value", number, "features", pair, "index:value with a whole index below 2147483647");
        }

        index -= format.OneBased ? 1 : 0;
        if (index < 0 || index == int.MaxValue)
        {
            throw Error(
                "the index is out of range", number, "features", pair, format.OneBased ? "1 or more" : "0 or more",
                format.OneBased ? "If the file counts from 0, leave OneBased false." : null);
        }

        if (index >= format.Width)
        {
            throw Error(
                $"feature {index} is beyond the stated width", number, "features", pair, $"features 0 to {format.Width - 1}",
                format.OneBased ? "Raise Width." : "Raise Width, or set OneBased if the file counts from 1.");
        }

        if (!NumberParser.TryParse(pair[(colon + 1)..], out var value) || !float.IsFinite((float)value))
        {
            throw Error("the value is not a finite number", number, "features", pair, "index:value with a float32 value");
        }

        if (!features.TryAdd(index, (float)value))
        {
            throw Error("the index is not above the one before it", number, "features", pair, "ascending indices",
                "Sort the pairs of each row by index.");
        }
    }

    private static void Keep(ReadOnlySpan<byte> text, ref byte[] target, out int length)
    {
        if (target.Length < text.Length)
        {
            target = new byte[text.Length];
        }

        text.CopyTo(target);
        length = text.Length;
    }

    private DataFormatException Error(
        string problem, long number, string column, ReadOnlySpan<byte> value, string expected, string? remedy = null) =>
        new(problem, name, number, column, CellText.Show(value), expected, remedy);
}
