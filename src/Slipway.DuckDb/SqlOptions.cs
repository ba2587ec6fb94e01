using System.Collections.Immutable;
using System.Globalization;

namespace Slipway;

/// <summary>How <c>DataChannel.FromSql</c> runs a query. Immutable.</summary>
public sealed record SqlOptions
{
    /// <summary>Channels that the query can name as tables: each is read in its own pass, streamed, with the columns of its last
    /// step.</summary>
    public ImmutableDictionary<string, DataChannel> Tables { get; init; } = ImmutableDictionary<string, DataChannel>.Empty;

    /// <summary>
    /// Values of the parameters that the query names <c>$name</c>: numbers, text, booleans, dates, or null. Values never become part of
    /// the SQL text.
    /// </summary>
    public ImmutableDictionary<string, object?> Parameters { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>
    /// Memory that DuckDB may take, in bytes, at least 16 MiB; sorts, joins and aggregates that need more go to a temporary folder.
    /// Default 1 GiB.
    /// </summary>
    public long MemoryLimit { get; init; } = 1L << 30;

    /// <summary>
    /// Threads of the query, at least 1. Default 1: a row order without <c>ORDER BY</c>, and the last bits of sums, are then the same in
    /// each pass.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Folder for what exceeds <see cref="MemoryLimit"/> and for copies of objects; a folder inside it is removed after each pass, and those
    /// of killed processes at the next. Null means the system's folder for temporary files.
    /// </summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>Adds a table.</summary>
    /// <param name="name">A plain SQL name: letters, digits and underscores, not starting with a digit.</param>
    /// <param name="channel">Its rows.</param>
    public SqlOptions WithTable(string name, DataChannel channel)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(channel);
        return this with { Tables = Tables.SetItem(name, channel) };
    }

    /// <summary>Adds a parameter.</summary>
    /// <param name="name">Its name, without <c>$</c>.</param>
    /// <param name="value">A number, text, a boolean, a date, or null.</param>
    public SqlOptions WithParameter(string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        return this with { Parameters = Parameters.SetItem(name, value) };
    }

    internal void Validate()
    {
        var problems = new List<string>();
        foreach (var name in Tables.Keys.Where(n => !IsPlain(n)).Order(StringComparer.Ordinal))
        {
            problems.Add($"table name '{name}' is not plain (letters, digits, underscores, not starting with a digit)");
        }

        if (Tables.Keys.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            problems.Add($"table names {string.Join(", ", twice.Order(StringComparer.Ordinal))} are one name in SQL");
        }

        foreach (var name in Parameters.Keys.Where(n => !IsPlain(n)).Order(StringComparer.Ordinal))
        {
            problems.Add($"parameter name '{name}' is not plain (letters, digits, underscores, without '$')");
        }

        if (MemoryLimit < 16L << 20)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"MemoryLimit is {MemoryLimit}; allowed: at least {16 << 20} (16 MiB)"));
        }

        if (Threads < 1)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"Threads is {Threads}; allowed: at least 1"));
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"SqlOptions: {string.Join("; ", problems)}.");
        }
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
