using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using Slipway.Peers.Running;

namespace Slipway.Peers.Data;

/// <summary>DuckDB in this process, in memory, one thread: reads a file into a table.</summary>
internal sealed class DuckDbTables : IDisposable
{
    private readonly DuckDBConnection _connection;

    private DuckDbTables()
    {
        _connection = new DuckDBConnection("Data Source=:memory:");
        _connection.Open();
        Run("SET threads = 1");
    }

    /// <summary>A contender whose every run has a database of its own.</summary>
    /// <param name="run">Reads into it and verifies.</param>
    public static Contender Contender(Func<DuckDbTables, Measurement> run) => new("DuckDB", Version, _ => Task.Run(() =>
    {
        using var tables = new DuckDbTables();
        return run(tables);
    }));

    /// <summary>Runs a statement in a database of its own.</summary>
    /// <param name="sql">The statement.</param>
    public static void Execute(string sql)
    {
        using var tables = new DuckDbTables();
        tables.Run(sql);
    }

    /// <summary>A path as SQL text.</summary>
    /// <param name="path">The path.</param>
    public static string Quote(string path) => $"'{path.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Makes the table <c>t</c>; gives the seconds that it took.</summary>
    /// <param name="query">What it holds.</param>
    public double Create(string query)
    {
        var start = Stopwatch.GetTimestamp();
        Run($"CREATE TABLE t AS {query}");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>A number computed from the table <c>t</c>.</summary>
    /// <param name="expression">Of its columns.</param>
    public double Scalar(string expression)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT ({expression})::DOUBLE FROM t";
        return Convert.ToDouble(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static string Version()
    {
        using var tables = new DuckDbTables();
        using var command = tables._connection.CreateCommand();
        command.CommandText = "SELECT version()";
        return (string)command.ExecuteScalar()!;
    }
}
