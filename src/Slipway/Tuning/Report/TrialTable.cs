using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>Trials as rows: number, state, one column an objective and a parameter, steps, times, job, reason.</summary>
public static class TrialTable
{
    /// <summary>
    /// One row a trial. Columns: <c>trial</c> (int32), <c>state</c> (text), the objectives' metrics (double, null unless completed), the parameters
    /// (double, int64 or the choice's text; null where a parameter does not exist), <c>steps</c> (int32), <c>started</c> and <c>ended</c>
    /// (UTC timestamps), <c>job</c> and <c>reason</c> (text). A parameter named like another column gets the prefix <c>parameter:</c>.
    /// </summary>
    /// <param name="search">The search.</param>
    /// <param name="trials">Its trials.</param>
    /// <returns>A batch; the caller disposes it.</returns>
    public static RecordBatch ToRecordBatch(SearchDefinition search, IReadOnlyList<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(trials);
        var columns = new List<(string Name, IArrowArray Values)>
        {
            ("trial", new Int32Array.Builder().AppendRange(trials.Select(t => t.Number)).Build()),
            ("state", Text(trials.Select(t => t.State.ToString().ToLowerInvariant()))),
        };
        columns.AddRange(search.Objectives.Select((o, i) => (o.Metric, (IArrowArray)Numbers(trials.Select(t => i < t.Values.Count ? t.Values[i] : double.NaN)))));
        columns.AddRange(search.Space.Parameters.Select((p, i) => (p.Name, Values(p, trials.Select(t => t.Point[i])))));
        columns.Add(("steps", new Int32Array.Builder().AppendRange(trials.Select(t => t.Reports.Count > 0 ? t.Reports[^1].Step : 0)).Build()));
        columns.Add(("started", Times(trials.Select(t => t.Started == default ? (DateTimeOffset?)null : t.Started))));
        columns.Add(("ended", Times(trials.Select(t => t.Ended))));
        columns.Add(("job", Text(trials.Select(t => t.JobName))));
        columns.Add(("reason", Text(trials.Select(t => t.Reason))));
        var schema = new Schema.Builder();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, values) in columns)
        {
            var unique = names.Add(name) ? name : $"parameter:{name}";
            names.Add(unique);
            schema.Field(new Field(unique, values.Data.DataType, nullable: true));
        }

        return new RecordBatch(schema.Build(), columns.Select(c => c.Values), trials.Count);
    }

    /// <summary>Writes the rows as CSV with a header (RFC 4180, UTF-8); the file appears whole or not at all.</summary>
    /// <param name="uri">Path or URI of the file; replaced if it exists. Its folder is made.</param>
    /// <param name="search">The search.</param>
    /// <param name="trials">Its trials.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops the call; the file is then as it was.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public static async Task SaveCsvAsync(
        string uri, SearchDefinition search, IReadOnlyList<Trial> trials, SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        using var batch = ToRecordBatch(search, trials);
        var text = new StringBuilder();
        text.AppendJoin(',', batch.Schema.FieldsList.Select(f => Quoted(f.Name))).Append('\n');
        for (var row = 0; row < batch.Length; row++)
        {
            for (var column = 0; column < batch.ColumnCount; column++)
            {
                text.Append(column > 0 ? "," : "").Append(Quoted(Cell(batch.Column(column), row)));
            }

            text.Append('\n');
        }

        await WholeObject.WriteAsync(
            uri, services, async stream => await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Writes the rows as an Arrow IPC file; it appears whole or not at all.</summary>
    /// <param name="uri">Path or URI of the file; replaced if it exists. Its folder is made.</param>
    /// <param name="search">The search.</param>
    /// <param name="trials">Its trials.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops the call; the file is then as it was.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public static async Task SaveArrowAsync(
        string uri, SearchDefinition search, IReadOnlyList<Trial> trials, SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        using var batch = ToRecordBatch(search, trials);
        await WholeObject.WriteAsync(uri, services, async stream =>
        {
            using var writer = new ArrowFileWriter(stream, batch.Schema, leaveOpen: true);
            await writer.WriteRecordBatchAsync(batch, cancellationToken).ConfigureAwait(false);
            await writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    private static IArrowArray Values(Parameter parameter, IEnumerable<double> values) => parameter switch
    {
        CategoricalParameter choices => Text(values.Select(v => double.IsNaN(v) ? null : choices.Choices[(int)v])),
        IntegerParameter => values.Aggregate(
            new Int64Array.Builder(), static (b, v) => double.IsNaN(v) ? b.AppendNull() : b.Append((long)v)).Build(),
        _ => Numbers(values),
    };

    private static DoubleArray Numbers(IEnumerable<double> values) => values.Aggregate(
        new DoubleArray.Builder(), static (b, v) => double.IsNaN(v) ? b.AppendNull() : b.Append(v)).Build();

    private static StringArray Text(IEnumerable<string?> values) => values.Aggregate(
        new StringArray.Builder(), static (b, v) => v is null ? b.AppendNull() : b.Append(v)).Build();

    private static TimestampArray Times(IEnumerable<DateTimeOffset?> values) => values.Aggregate(
        new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, "UTC")),
        static (b, v) => v is { } time ? b.Append(time) : b.AppendNull()).Build();

    private static string Cell(IArrowArray values, int row) => values switch
    {
        _ when values.IsNull(row) => "",
        Int32Array numbers => numbers.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Int64Array numbers => numbers.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        DoubleArray numbers => numbers.GetValue(row)!.Value.ToString("R", CultureInfo.InvariantCulture),
        TimestampArray times => times.GetTimestamp(row)!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        StringArray text => text.GetString(row),
        _ => throw new NotSupportedException($"Columns of {values.Data.DataType.Name} have no text form."),
    };

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(',', '"', '\n') >= 0 || cell.Contains('\r', StringComparison.Ordinal)
        ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : cell;
}
