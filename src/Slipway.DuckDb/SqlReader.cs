using System.Globalization;
using System.Runtime.ExceptionServices;
using Apache.Arrow;
using DuckDB.NET.Data;
using Slipway.Data;

namespace Slipway.DuckDb;

/// <summary>One pass over the result of a query, in a database of its own that lives in memory and in a temporary folder.</summary>
internal sealed class SqlReader : BatchReader
{
    private readonly TemporaryFolder _folder;
    private readonly DuckDBConnection _connection;
    private readonly List<ChannelCursor> _tables = [];
    private NativeQuery? _query;
    private Exception? _openFailure;

    public SqlReader(string sql, SqlOptions options, SlipwayServices services)
    {
        _folder = new TemporaryFolder(options.TemporaryFolder);
        _connection = new DuckDBConnection("Data Source=:memory:");
        try
        {
            var local = FileLiterals.Replace(sql, new StagedObjects(services, _folder.Path).Stage);
            _connection.Open();
            Configure(options);
            foreach (var (name, channel) in options.Tables)
            {
                AddTable(name, channel, services);
            }

            _query = Guard(() => new NativeQuery(_connection, local, sql, options.Parameters));
            Schema = DecimalColumns.Replace(_query.Schema);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        ObjectDisposedException.ThrowIf(_query is null, this);
        while (Guard(_query.Read) is { } batch)
        {
            if (batch.Length > 0)
            {
                return DecimalColumns.Replace(batch, Schema);
            }

            batch.Dispose();
        }

        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _query?.Dispose();
            _query = null;
            _connection.Dispose();
            _tables.ForEach(t => t.Dispose());
            _folder.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Configure(SqlOptions options)
    {
        var temporary = _folder.Path.Replace("'", "''", StringComparison.Ordinal);
        Execute(string.Create(CultureInfo.InvariantCulture, $"""
            SET threads = {options.Threads};
            SET memory_limit = '{options.MemoryLimit} B';
            SET temp_directory = '{temporary}';
            SET preserve_insertion_order = true;
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            """));
    }

    private void AddTable(string name, DataChannel channel, SlipwayServices services)
    {
        var function = string.Create(CultureInfo.InvariantCulture, $"slipway_table_{_tables.Count}");

        // Each mention of the table in the query is a pass of its own.
        _connection.RegisterTableFunction(
            function,
            () =>
            {
                try
                {
                    var cursor = new ChannelCursor(name, channel, services);
                    _tables.Add(cursor);
                    return new TableFunction(cursor.Columns, cursor, null);
                }
                catch (Exception e)
                {
                    _openFailure = e;
                    throw;
                }
            },
            static (row, writers, index) => ((ChannelCursor)row!).Write(writers, index));
        Guard(() =>
        {
            Execute($"CREATE TEMP VIEW \"{name}\" AS SELECT * FROM {function}()");
            return true;
        });
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // What failed in a channel is told as the channel tells it.
    private T Guard<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (Exception) when ((_openFailure ?? _tables.Find(t => t.Failure is not null)?.Failure) is not null)
        {
            ExceptionDispatchInfo.Throw((_openFailure ?? _tables.Find(t => t.Failure is not null)?.Failure)!);
            throw;
        }
    }
}
