using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Finds columns by the names that users write: exact first, then the only one that is equal ignoring case.</summary>
internal static class ColumnNames
{
    private const int ListedNames = 40;

    /// <summary>Index of the column, or -1 when there is none; -2 when only case tells several apart.</summary>
    public static int Find(Schema schema, string name)
    {
        var found = -1;
        var fields = schema.FieldsList;
        for (var i = 0; i < fields.Count; i++)
        {
            if (string.Equals(fields[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        for (var i = 0; i < fields.Count; i++)
        {
            if (string.Equals(fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                found = found == -1 ? i : -2;
            }
        }

        return found;
    }

    /// <summary>Says that a column is absent, with the closest name.</summary>
    public static string Missing(Schema schema, string name, string role) => Find(schema, name) == -2
        ? $"the {role} column '{name}' matches several columns that differ only in case"
        : $"there is no {role} column '{name}'" + (Closest(schema, name) is { } closest ? $" (did you mean '{closest}'?)" : "");

    /// <summary>The columns, for messages: all of them up to 40.</summary>
    public static string List(Schema schema)
    {
        var names = schema.FieldsList.Select(f => f.Name).ToList();
        var shown = string.Join(", ", names.Take(ListedNames).Select(n => $"'{n}'"));
        return names.Count switch
        {
            0 => "there are no columns",
            1 => $"the only column is {shown}",
            <= ListedNames => $"the {names.Count} columns are {shown}",
            _ => $"the first {ListedNames} of {names.Count} columns are {shown}",
        };
    }

    /// <summary>The first name that more than one column has, or null.</summary>
    public static string? FirstDuplicate(Schema schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return schema.FieldsList.Select(f => f.Name).FirstOrDefault(n => !seen.Add(n));
    }

    private static string? Closest(Schema schema, string name)
    {
        var best = (Distance: Math.Max(2, name.Length / 3) + 1, Name: (string?)null);
        foreach (var field in schema.FieldsList.Take(2_000))
        {
            var distance = EditDistance(name.ToUpperInvariant(), field.Name.ToUpperInvariant());
            if (distance < best.Distance)
            {
                best = (distance, field.Name);
            }
        }

        return best.Name;
    }

    // Levenshtein, two rows; names are short.
    private static int EditDistance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, 1 + Math.Min(previous[j], current[j - 1]));
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
