namespace Slipway;

/// <summary>How <see cref="DataChannel.WriteAsync"/> writes.</summary>
public sealed record WriteOptions
{
    /// <summary>
    /// Most rows of a file, at least 1; with it (or <see cref="MaxBytesPerFile"/>) a folder of parts is written. Default null: one file.
    /// </summary>
    public long? MaxRowsPerFile { get; init; }

    /// <summary>
    /// Bytes after which the next file begins, at least 1, as written (compressed). A file is somewhat larger: it ends with the batch, in Parquet
    /// with the row group, that reaches the limit. Default null.
    /// </summary>
    public long? MaxBytesPerFile { get; init; }

    /// <summary>
    /// True to compress the parts of a folder by gzip and add <c>.gz</c> to their names. A single file is compressed where its name ends in
    /// <c>.gz</c>. Default false.
    /// </summary>
    public bool Gzip { get; init; }

    /// <summary>
    /// True to replace what is there: the file, or the parts in the folder (older parts are deleted when the new ones are complete). Default
    /// false, which makes it an error.
    /// </summary>
    public bool Overwrite { get; init; }

    /// <exception cref="ArgumentException">A limit is below 1.</exception>
    internal void Validate()
    {
        if (MaxRowsPerFile < 1 || MaxBytesPerFile < 1)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"WriteOptions.MaxRowsPerFile is {MaxRowsPerFile} and MaxBytesPerFile {MaxBytesPerFile}; allowed: at least 1, or null."));
        }
    }
}
