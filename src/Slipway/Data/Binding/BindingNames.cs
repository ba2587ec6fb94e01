namespace Slipway.Data;

/// <summary>How a column name and a property name are compared.</summary>
internal static class BindingNames
{
    /// <summary>The name without case, <c>_</c>, <c>-</c> and spaces: equal keys are the same column.</summary>
    public static string Key(string name)
    {
        Span<char> buffer = name.Length <= 256 ? stackalloc char[name.Length] : new char[name.Length];
        var length = 0;
        foreach (var c in name)
        {
            if (c is not ('_' or '-' or ' '))
            {
                buffer[length++] = char.ToUpperInvariant(c);
            }
        }

        return new string(buffer[..length]);
    }

    /// <summary>Whether two names have the same <see cref="Key"/>; allocates nothing.</summary>
    public static bool AreEqual(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (true)
        {
            a = a.TrimStart("_- ");
            b = b.TrimStart("_- ");
            if (a.IsEmpty || b.IsEmpty)
            {
                return a.IsEmpty && b.IsEmpty;
            }

            if (char.ToUpperInvariant(a[0]) != char.ToUpperInvariant(b[0]))
            {
                return false;
            }

            a = a[1..];
            b = b[1..];
        }
    }

    /// <summary>Names for a message: quoted, separated by commas, at most 20 of them.</summary>
    public static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Count == 0)
        {
            return "none";
        }

        var shown = string.Join(", ", all.Take(20).Select(n => $"'{n}'"));
        return all.Count > 20 ? $"{shown} and {all.Count - 20} more" : shown;
    }
}
