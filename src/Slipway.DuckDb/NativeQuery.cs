using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.C;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Slipway.DuckDb;

/// <summary>A running statement whose chunks come as Arrow batches, without copying (Arrow's C data interface).</summary>
internal sealed unsafe partial class NativeQuery : IDisposable
{
    private readonly string _sql;
    private readonly DuckDBPreparedStatement _statement;
    private DuckDBResult _result;
    private readonly DuckDBArrowOptions _arrow;
    private bool _hasResult;

    /// <param name="connection">An open connection.</param>
    /// <param name="sql">What runs.</param>
    /// <param name="shown">What the user wrote, for messages.</param>
    /// <param name="parameters">Values by name.</param>
    public NativeQuery(DuckDBConnection connection, string sql, string shown, IReadOnlyDictionary<string, object?> parameters)
    {
        _sql = shown;
        _statement = Prepare(connection, sql, shown);
        try
        {
            if (StatementType(_statement) is var type && type != DuckDBStatementType.Select)
            {
                throw SqlErrors.NotOneSelect(shown, $"it is of the kind {type}");
            }

            Bind(parameters);
            _hasResult = true;
            if (NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(_statement, out _result) != DuckDBState.Success)
            {
                throw SqlErrors.Failed(shown, NativeMethods.Query.DuckDBResultError(ref _result));
            }

            _arrow = NativeMethods.Arrow.DuckDBResultGetArrowOptions(ref _result);
            Schema = ReadSchema();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Schema Schema { get; }

    /// <summary>The next rows, or null at the end.</summary>
    public RecordBatch? Read()
    {
        using var chunk = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(_result);
        if (chunk.IsInvalid)
        {
            return NativeMethods.Query.DuckDBResultError(ref _result) is { Length: > 0 } error ? throw SqlErrors.Failed(_sql, error) : null;
        }

        var array = CArrowArray.Create();
        try
        {
            Check(NativeMethods.Arrow.DuckDBDataChunkToArrow(_arrow, chunk, (IntPtr)array));
            return CArrowArrayImporter.ImportRecordBatch(array, Schema);
        }
        finally
        {
            CArrowArray.Free(array);
        }
    }

    public void Dispose()
    {
        _arrow?.Dispose();
        if (_hasResult)
        {
            NativeMethods.Query.DuckDBDestroyResult(ref _result);
            _hasResult = false;
        }

        _statement.Dispose();
    }

    private static DuckDBPreparedStatement Prepare(DuckDBConnection connection, string sql, string shown)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        using (statements)
        {
            if (count <= 0)
            {
                throw SqlErrors.Failed(shown, NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements));
            }

            if (count > 1)
            {
                throw SqlErrors.NotOneSelect(shown, $"it holds {count} statements");
            }

            var state = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(connection.NativeConnection, statements, 0, out var statement);
            if (state == DuckDBState.Success)
            {
                return statement;
            }

            using (statement)
            {
                throw SqlErrors.Failed(shown, NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
            }
        }
    }

    // Not among the calls of DuckDB.NET: without it a statement would have to run before its kind is known.
    [LibraryImport("duckdb", EntryPoint = "duckdb_prepared_statement_type")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial DuckDBStatementType StatementType(DuckDBPreparedStatement statement);

    private void Bind(IReadOnlyDictionary<string, object?> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (NativeMethods.PreparedStatements.DuckDBBindParameterIndex(_statement, out var index, name) != DuckDBState.Success)
            {
                throw SqlErrors.Failed(_sql, $"the query has no parameter ${name}");
            }

            if (Bind(index, value) != DuckDBState.Success)
            {
                throw SqlErrors.Failed(_sql, $"parameter ${name} could not be set");
            }
        }

        if (NativeMethods.PreparedStatements.DuckDBParams(_statement) is var needed && needed > parameters.Count)
        {
            throw SqlErrors.Failed(_sql, $"it has {needed} parameters, {parameters.Count} of which have values");
        }
    }

    private DuckDBState Bind(int index, object? value) => value switch
    {
        null => NativeMethods.PreparedStatements.DuckDBBindNull(_statement, index),
        bool v => NativeMethods.PreparedStatements.DuckDBBindBoolean(_statement, index, v),
        byte or sbyte or short or ushort or int or uint or long =>
            NativeMethods.PreparedStatements.DuckDBBindInt64(_statement, index, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
        ulong v => NativeMethods.PreparedStatements.DuckDBBindUInt64(_statement, index, v),
        float v => NativeMethods.PreparedStatements.DuckDBBindFloat(_statement, index, v),
        double v => NativeMethods.PreparedStatements.DuckDBBindDouble(_statement, index, v),
        string v => NativeMethods.PreparedStatements.DuckDBBindVarchar(_statement, index, v),
        DateOnly v => NativeMethods.PreparedStatements.DuckDBBindDate(_statement, index, new DuckDBDate { Days = v.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber }),
        _ => throw SqlErrors.Failed(
            _sql, $"a parameter has the type {value.GetType()}; allowed are booleans, integers, float, double, text, DateOnly and null"),
    };

    private Schema ReadSchema()
    {
        var count = (int)NativeMethods.Query.DuckDBColumnCount(ref _result);
        var (types, names) = (new IntPtr[count], new IntPtr[count]);
        var kept = new DuckDBLogicalType[count];
        var schema = CArrowSchema.Create();
        try
        {
            for (var i = 0; i < count; i++)
            {
                kept[i] = NativeMethods.Query.DuckDBColumnLogicalType(ref _result, i);
                types[i] = kept[i].DangerousGetHandle();
                names[i] = Marshal.StringToCoTaskMemUTF8(NativeMethods.Query.DuckDBColumnName(ref _result, i));
            }

            // SAFETY: both arrays are pinned for the call; the handles behind the types are kept until after it.
            fixed (IntPtr* typesAt = types)
            fixed (IntPtr* namesAt = names)
            {
                Check(NativeMethods.Arrow.DuckDBToArrowSchema(_arrow, (IntPtr)typesAt, (IntPtr)namesAt, (ulong)count, (IntPtr)schema));
            }

            return CArrowSchemaImporter.ImportSchema(schema);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidDataException)
        {
            throw SqlErrors.Failed(_sql, $"a column of the result has a type that Arrow does not know ({e.Message}); cast it", e);
        }
        finally
        {
            CArrowSchema.Free(schema);
            foreach (var type in kept)
            {
                type?.Dispose();
            }

            foreach (var name in names)
            {
                Marshal.FreeCoTaskMem(name);
            }
        }
    }

    private void Check(DuckDBErrorData error)
    {
        using (error)
        {
            if (!error.IsInvalid && NativeMethods.ErrorData.DuckDBErrorDataHasError(error))
            {
                throw SqlErrors.Failed(_sql, NativeMethods.ErrorData.DuckDBErrorDataMessage(error));
            }
        }
    }
}
