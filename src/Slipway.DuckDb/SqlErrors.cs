namespace Slipway.DuckDb;

/// <summary>The errors of a query.</summary>
internal static class SqlErrors
{
    private const int ShownLength = 120;

    /// <summary>The query on one line, shortened, for messages.</summary>
    public static string Describe(string sql)
    {
        var line = string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return "SQL: " + (line.Length <= ShownLength ? line : string.Concat(line.AsSpan(0, ShownLength), "..."));
    }

    public static DataFormatException Failed(string sql, string message, Exception? cause = null) => new(
        $"DuckDB could not run the query: {message.Trim()}", Describe(sql),
        remedy: message.Contains("httpfs", StringComparison.OrdinalIgnoreCase)
            ? "Add the store of this scheme to the services that read the channel, e.g. SlipwayServices.Default.AddS3()."
            : message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase)
                ? "Raise SqlOptions.MemoryLimit, or give TemporaryFolder a disk with room."
                : "Try the query in DuckDB itself; channels are named by SqlOptions.WithTable, values by WithParameter.",
        innerException: cause);

    public static DataFormatException NotOneSelect(string sql, string found) => new(
        $"the text is not one SELECT statement: {found}", Describe(sql), expected: "one statement that only reads",
        remedy: "Put joins and filters into one SELECT (WITH ... SELECT is one); run other statements on a DuckDBConnection of your own.");
}
