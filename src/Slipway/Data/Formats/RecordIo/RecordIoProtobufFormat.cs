using System.Text;
using System.Text.Unicode;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// SageMaker's <c>application/x-recordio-protobuf</c>: RecordIO frames, each with one <c>aialgs.data.Record</c>.
/// </summary>
/// <remarks>
/// <para>
/// Each key of a record's features is a column: <c>values</c>, which SageMaker's writers use, is called <c>features</c>, others keep their
/// names. A dense tensor is a vector (<c>FixedSizeList</c> of <c>Float</c>, <c>Double</c> or <c>Int32</c>, as stored); a sparse one
/// the struct of <c>indices</c> and <c>values</c> that LibSVM gives too, its values as float32, its width that of its shape;
/// bytes (an encoded image) are <c>Binary</c>. Of the labels, <c>values</c> is the column <c>label</c> and another key the column
/// <c>label.key</c>; a single number is a <c>Double</c>, as is a single number under a feature key other than <c>values</c>.
/// </para>
/// <para>
/// The first record decides about the columns; every record has the same. <c>uid</c>, <c>metadata</c>, <c>configuration</c> and unknown
/// fields are passed over. Records in several parts (DMLC's continuation flag) are joined. RecordIO of images without protocol buffers
/// (<c>application/x-recordio</c>) is refused.
/// </para>
/// <para>
/// Written files have the bytes that SageMaker's Python writer gives for the same rows. Columns <c>features</c>, <c>label</c> and
/// <c>label.key</c> go back to where they come from; vectors, sparse and binary columns under their own names. Columns of single numbers
/// become one dense vector under <c>values</c>, in their order, unless there is a column <c>features</c>: then each has its own key.
/// <c>Float</c> is written as float32, <c>Int32</c> and smaller, and booleans, as int32, other numbers as float64.
/// </para>
/// </remarks>
public sealed record RecordIoProtobufFormat : DataFormat
{
    private const int MostMessages = 1000;

    /// <summary>
    /// Number of features of sparse records, at least 1, where later records may be wider than the first. Null means the first record's
    /// shape. Default null.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>Longest record in bytes, from 1 to 536870911 (2^29 - 1, the most that RecordIO can state). Default 64 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Writing: the column that becomes the label. Null means <c>label</c>, where there is such a column. Default null.
    /// </summary>
    public string? Label { get; init; }

    /// <summary>
    /// Writing: true writes every number as float32, the only type that most of SageMaker's own algorithms take; numbers are rounded.
    /// Default false.
    /// </summary>
    public bool WriteFloat32 { get; init; }

    /// <inheritdoc/>
    protected internal override string DisplayName => "RecordIO-protobuf";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => [".pbr", ".recordio", ".rec"];

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Validate();
        using var frames = new RecordIoFrames(source.OpenRead(), source.Name, MaxRecordBytes);
        if (!frames.TryRead(out var record))
        {
            throw NoRecords(source.Name);
        }

        try
        {
            return Columns(record);
        }
        catch (RecordIoException e)
        {
            throw IsRawImage(record)
                ? frames.Wrong(
                    "the record is an image without protocol buffer (application/x-recordio)", expected: "application/x-recordio-protobuf",
                    remedy: "Unpack the images into a folder and read them by DataChannel.FromImageFolder.")
                : frames.Wrong(
                    $"the payload is no aialgs.data.Record: {e.Message}", e.Value, e.Expected ?? "application/x-recordio-protobuf", e.Column,
                    "Check what wrote the file; raw RecordIO (application/x-recordio) has other payloads and is not read.");
        }
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        Validate();
        return new RecordIoBatchReader(source, schema, MaxRecordBytes);
    }

    /// <inheritdoc/>
    public override BatchWriter CreateWriter(Stream stream, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        Validate();
        return new RecordIoWriter(stream, schema, this);
    }

    internal static DataFormatException NoRecords(string name) => new(
        "the file has no records", name, expected: "at least one record", remedy: "Check the path and what wrote the file.");

    private Schema Columns(ReadOnlySpan<byte> record)
    {
        var fields = new List<Field>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tensors = new TensorParser();
        var entries = new RecordEntries(record);
        while (entries.TryRead(out var isLabel, out var name, out var value))
        {
            if (fields.Count == MostMessages || !Utf8.IsValid(name))
            {
                throw new RecordIoException(
                    fields.Count == MostMessages ? "the record has more keys than a table can have columns" : "a key is not UTF-8",
                    value: fields.Count == MostMessages ? null : CellText.Show(name));
            }

            var key = new RecordKey(isLabel, Encoding.UTF8.GetString(name));
            fields.Add(RecordColumn.FieldFor(key, tensors.Parse(value), Width));
            if (!names.Add(key.Column))
            {
                throw new RecordIoException("two keys of the record give one column", key.Column);
            }
        }

        return fields.Count > 0 ? new Schema(fields, null) : throw new RecordIoException("the record has neither features nor labels");
    }

    // MXNet puts 24 bytes (flag, label, two ids) before an encoded image.
    private static bool IsRawImage(ReadOnlySpan<byte> payload) => payload.Length > 32
        && ImageSignature.Of(payload[24..]) is not null;

    private void Validate()
    {
        if (Width < 1)
        {
            throw new ArgumentException($"RecordIoProtobufFormat.Width is {Width}; allowed: at least 1, or null.");
        }

        if (MaxRecordBytes is < 1 or > RecordIoFrames.MostBytes)
        {
            throw new ArgumentException(
                $"RecordIoProtobufFormat.MaxRecordBytes is {MaxRecordBytes}; allowed: 1 to {RecordIoFrames.MostBytes}.");
        }
    }
}
