namespace Slipway.Data;

/// <summary>A file that grows.</summary>
internal sealed class FileTailSource(string path, DataFormat format, FileTailOptions options) : IStreamSource, ITypedSource
{
    public string Description => $"lines of {path}";

    public string? LocalOnlyReason => Description;

    public bool HasPositions => true;

    /// <summary>A format whose rows are lines, with its header settled: there is no file yet to decide by.</summary>
    /// <exception cref="ArgumentException">Another format.</exception>
    public static DataFormat Checked(DataFormat format) => format switch
    {
        CsvFormat { SkipRows: > 0 } => throw new ArgumentException("CsvFormat.SkipRows cannot be used with a file that is followed; allowed: 0."),
        CsvFormat { Header: CsvHeader.Auto } csv => csv with { Header = CsvHeader.Present },
        CsvFormat or JsonLinesFormat => format,
        _ => throw new ArgumentException($"A file that is followed must be CSV or JSON Lines, not {format.DisplayName}.", nameof(format)),
    };

    public IChannelSource WithType(string column, ColumnType type) => new FileTailSource(path, format switch
    {
        CsvFormat csv => csv with { ColumnTypes = new Dictionary<string, ColumnType>(csv.ColumnTypes) { [column] = type } },
        JsonLinesFormat json => json with { ColumnTypes = new Dictionary<string, ColumnType>(json.ColumnTypes) { [column] = type } },
        _ => format,
    }, options);

    public BatchReader Open(SlipwayServices services, CancellationToken stop) => StreamPass.Open(this, services, stop);

    public IStreamReader OpenStream(string? position, TimeProvider clock, CancellationToken cancellationToken) =>
        new FileTailReader(path, format, options, position is null ? null : TailPosition.Parse(position, path), clock, cancellationToken);
}
