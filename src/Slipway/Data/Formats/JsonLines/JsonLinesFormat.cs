using System.Collections.ObjectModel;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// JSON Lines (newline-delimited JSON): one flat object a line, in UTF-8; one column a property.
/// </summary>
/// <remarks>
/// <para>
/// The columns are the properties of the first <see cref="InferenceRows"/> objects (at most 1 MiB), in the order in which they first
/// appear.
/// Numbers become a number column, <c>true</c> and <c>false</c> a boolean, strings text; where scalars of several kinds meet, text as it is
/// written. Arrays of numbers, all of one length, become a <c>FixedSizeList</c> of <c>Float</c>. A property that is only ever
/// <c>null</c> is a number column (see <see cref="CsvFormat"/> for why).
/// </para>
/// <para>
/// A property that is absent or <c>null</c> is missing. A string in a number column is read as a number where it is one. Blank lines are
/// skipped. A nested object is an error.
/// </para>
/// </remarks>
public sealed record JsonLinesFormat : DataFormat
{
    private static readonly IReadOnlyDictionary<string, ColumnType> NoTypes = ReadOnlyDictionary<string, ColumnType>.Empty;

    /// <summary>Types of columns by property name, instead of the inferred ones; not for arrays. Default none.</summary>
    public IReadOnlyDictionary<string, ColumnType> ColumnTypes { get; init; } = NoTypes;

    /// <summary>What to do with a property that the first objects did not have. Default <see cref="JsonUnknownProperty.Error"/>.</summary>
    public JsonUnknownProperty UnknownProperty { get; init; }

    /// <summary>Objects that columns are inferred from, at least 1. Default 1,000.</summary>
    public int InferenceRows { get; init; } = 1000;

    /// <summary>Longest line in bytes, from 1 to 1 GiB. Default 64 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 * 1024 * 1024;

    /// <inheritdoc/>
    protected internal override string DisplayName => "JSON Lines";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => [".jsonl", ".ndjson"];

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        Validate();
        return new JsonInference(this, source).Run();
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        Validate();
        return new JsonLinesBatchReader(this, source, schema);
    }

    /// <inheritdoc/>
    public override BatchWriter CreateWriter(Stream stream, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        return new JsonLinesBatchWriter(stream, schema);
    }

    internal static DataFormatException NoRows(string name) => new(
        "the file has no rows", name, expected: "one JSON object a line", remedy: "Check the path and what wrote the file.");

    private void Validate()
    {
        if (InferenceRows < 1)
        {
            throw new ArgumentException($"JsonLinesFormat.InferenceRows is {InferenceRows}; allowed: at least 1.");
        }

        if (MaxRecordBytes is < 1 or > 1 << 30)
        {
            throw new ArgumentException($"JsonLinesFormat.MaxRecordBytes is {MaxRecordBytes}; allowed: 1 to {1 << 30}.");
        }
    }
}
