namespace Slipway.Data;

/// <summary>One file that a format reads.</summary>
/// <param name="Name">Path or URI, for messages.</param>
/// <param name="OpenStream">Opens the file from its beginning, plain or gzip-compressed; called once or twice per pass.</param>
public sealed record FormatSource(string Name, Func<Stream> OpenStream)
{
    /// <summary>Opens the file's bytes as they are, with seeking; null where that is not possible. <see cref="OpenSeekable"/> calls it.</summary>
    public Func<Stream>? OpenSeekableStream { get; init; }

    /// <summary>
    /// The columns that will be used, for formats that can pass over others without reading them; null means all. A format that ignores it
    /// gives more columns than needed, which is no error.
    /// </summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Name of the file that the schema was inferred from, for the message about a later file with other columns.</summary>
    public string? SchemaOrigin { get; init; }

    /// <summary>Bytes that a text format reads at a time, at least 1. 128 KiB keeps text and index in the second-level cache.</summary>
    public int BufferSize { get; init; } = 128 * 1024;

    /// <summary>Most rows of a batch, at least 1.</summary>
    public int BatchRows { get; init; } = 4096;

    /// <summary>Bytes that the values of a batch may take before the batch ends early; a batch always holds one row.</summary>
    public int BatchBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Opens the file's content from its beginning, decompressed where it is gzip. Forward only.</summary>
    /// <returns>A stream to dispose, whose damage (a truncated gzip member) is a <see cref="DataFormatException"/>.</returns>
    public Stream OpenRead() => OpenContent();

    /// <summary>Opens the file's bytes as they are, for formats that read parts of it: from its end, or by an index in it.</summary>
    /// <returns>A stream that can seek and knows its length, to dispose.</returns>
    /// <exception cref="DataFormatException">This source can only be read from its beginning.</exception>
    public Stream OpenSeekable() => OpenSeekableStream?.Invoke() ?? throw new DataFormatException(
        "the file can only be read from its beginning", Name, expected: "a source that can be read anywhere", remedy: "Copy it to a file first.");

    /// <summary>As <see cref="OpenRead"/>.</summary>
    internal SourceStream OpenContent() => new(OpenStream(), Name);

    /// <summary>Rows of a batch whose rows take a fixed number of bytes each.</summary>
    /// <param name="rowBytes">Bytes of one row.</param>
    public int RowsPerBatch(long rowBytes) => (int)Math.Clamp(BatchBytes / Math.Max(1, rowBytes), 1, BatchRows);

    /// <summary>The error for a file whose columns are not those of the channel's first file.</summary>
    /// <param name="found">What this file has.</param>
    /// <param name="expected">What the first file has.</param>
    /// <param name="column">The first column that differs, when one can be named.</param>
    public DataFormatException OtherColumns(string found, string expected, string? column = null) => new(
        $"the file has other columns than {(SchemaOrigin is null || SchemaOrigin == Name ? "the channel" : SchemaOrigin)}: {found}",
        Name,
        column: column,
        expected: expected,
        remedy: "Files of one channel need the same columns in the same order; read the others as a channel of their own.");
}
