using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Tar archives of samples, the shards of WebDataset: files that follow each other and have the same path up to the first dot of their
/// name are one row.
/// </summary>
/// <remarks>
/// <para>
/// Columns: <c>key</c> (the path up to that dot), then one for each file of the first sample, by its ending: an image (<c>jpg</c>,
/// <c>jpeg</c>,
/// <c>png</c>, <c>webp</c>, <c>bmp</c>, <c>gif</c>, ...) is the column <c>image</c> (<c>Binary</c>, the encoded bytes), or, where a
/// sample has several, columns
/// of their endings (<c>left.png</c>); <c>cls</c> is the column <c>label</c>, a number, or text where the first is none; <c>json</c>,
/// <c>jsn</c>,
/// <c>txt</c>, <c>text</c> and <c>transcript</c> are text; any other ending is <c>Binary</c>. Every sample has the same endings, images
/// aside.
/// </para>
/// <para>
/// Archives are read as a stream, plain or gzip-compressed; ustar, GNU and pax headers are understood. Nothing is unpacked to disk and no
/// link is
/// followed: a link, a device, an absolute path or one with <c>..</c> is an error. Names that start with <c>.</c> or <c>_</c> do not count.
/// </para>
/// <para>
/// Written archives name the files of a row after the column <c>key</c>, or its number with nine digits; the bytes of <c>image</c> tell
/// the ending. Text, numbers and bytes can be written.
/// </para>
/// </remarks>
public sealed record TarShardFormat : DataFormat
{
    internal const string KeyColumn = "key";

    /// <summary>Longest file of an archive in bytes, at least 1. Default 64 MiB.</summary>
    public int MaxMemberBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// True gives the column <c>key</c> to learners too. With <see cref="DataChannel.FromTarShards"/> it is by default only there for
    /// steps: as
    /// text it would be a feature. Default false.
    /// </summary>
    public bool IncludeKey { get; init; }

    /// <inheritdoc/>
    protected internal override string DisplayName => "tar shard";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => [".tar", ".tgz"];

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Validate();
        using var samples = new TarSamples(source.OpenRead(), source.Name, MaxMemberBytes);
        return samples.TryRead(out var sample) ? TarColumns.Infer(sample, samples) : throw NoSamples(source.Name);
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        Validate();
        return new TarShardBatchReader(source, schema, MaxMemberBytes);
    }

    /// <inheritdoc/>
    public override BatchWriter CreateWriter(Stream stream, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        return new TarShardWriter(stream, schema);
    }

    internal static DataFormatException NoSamples(string name) => new(
        "the archive has no samples", name, expected: "files such as 000001.jpg and 000001.cls", remedy: "Check the path and what wrote the file.");

    private void Validate()
    {
        if (MaxMemberBytes < 1)
        {
            throw new ArgumentException($"TarShardFormat.MaxMemberBytes is {MaxMemberBytes}; allowed: at least 1.");
        }
    }
}
