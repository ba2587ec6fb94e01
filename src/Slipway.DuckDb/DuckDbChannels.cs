namespace Slipway;

/// <summary>Data channels over the result of a query.</summary>
public static class DuckDbChannels
{
    extension(DataChannel)
    {
        /// <summary>
        /// The rows of a <c>SELECT</c> that DuckDB runs anew for each pass: over files (<c>from read_csv('wine*.csv')</c>,
        /// <c>'x.parquet'</c>), over objects of Slipway's stores (<c>read_parquet('s3://bucket/x/*.parquet')</c>), over channels
        /// (<see cref="SqlOptions.Tables"/>), with joins, aggregates and windows.
        /// </summary>
        /// <param name="sql">One <c>SELECT</c> statement in DuckDB's SQL. Relative paths count from the current directory.</param>
        /// <param name="options">Tables, parameters, limits; null means the defaults.</param>
        /// <remarks>
        /// Rows are streamed, not collected. Only <c>ORDER BY</c> fixes the order of rows for every version of DuckDB; without it they
        /// come in the same order each time on one thread (the default). Decimals and 128-bit integers become <c>Double</c>. Objects of a
        /// store are copied to a temporary folder for the time of a pass. No extension is installed or loaded by itself.
        /// The channel belongs to this process: a backend elsewhere has to materialise it.
        /// </remarks>
        /// <exception cref="ArgumentException">The query is empty, or an option is out of its range; all problems at once.</exception>
        public static DataChannel FromSql(string sql, SqlOptions? options = null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(sql);
            options ??= new SqlOptions();
            options.Validate();
            return DataChannel.FromReader(DuckDb.SqlErrors.Describe(sql), services => new DuckDb.SqlReader(sql, options, services));
        }
    }
}
