using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>
/// LibSVM text (svmlight): one row a line, <c>label[:weight] [qid:group] index:value index:value ... [# comment]</c>.
/// </summary>
/// <remarks>
/// <para>
/// Columns: <c>label</c> (number), <c>weight</c> (number) where the first rows have one, <c>qid</c> (<c>Int64</c>) where the first rows
/// have
/// one, and <c>features</c>, a struct of the lists <c>indices</c> (<c>Int32</c>, ascending) and <c>values</c> (<c>Float</c>).
/// </para>
/// <para>
/// A label is required: without it the first pair would be taken for label and weight. Either all rows have a weight or none; the same
/// holds
/// for <c>qid</c>. Blank lines and lines that hold only a comment are skipped.
/// </para>
/// <para>
/// Written are <c>label</c>, <c>weight</c> and <c>qid</c> by these names; and <c>features</c> (or whatever the only other column is called) as a
/// vector or a sparse one, or else all other columns as features 0, 1, ... in order. Zeros of what is not sparse are left out; a missing
/// value is an error.
/// </para>
/// </remarks>
public sealed record LibSvmFormat : DataFormat
{
    private const int InferenceRows = 1000;

    /// <summary>
    /// True when the file counts features from 1: index 1 then becomes feature 0, and index 0 is an error. False takes indices as they are
    /// written; a file that counts from 1 then has a feature 0 that is always zero, which does no harm. Default false.
    /// </summary>
    public bool OneBased { get; init; }

    /// <summary>
    /// Number of features (after the shift of <see cref="OneBased"/>), at least 1; a larger index is an error. Null means that the data
    /// tells: one more than its largest index. State it when training and validation files may end at different indices. Default null.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>Longest line in bytes, from 1 to 1 GiB. Default 64 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 * 1024 * 1024;

    /// <inheritdoc/>
    protected internal override string DisplayName => "LibSVM";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => [".libsvm", ".svm", ".svmlight"];

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        Validate();
        using var lines = new TextLines(source, MaxRecordBytes);
        var parser = new LibSvmLine(this, source.Name);
        var features = new SparseColumn(InferenceRows);
        var (weight, group) = (false, false);
        var rows = 0;
        while (rows < InferenceRows && lines.TryRead(out var line))
        {
            if (parser.Parse(line, lines.Number, features))
            {
                weight |= parser.Weight.Length > 0;
                group |= parser.Group is not null;
                rows++;
            }
        }

        if (rows == 0)
        {
            throw NoRows(source.Name);
        }

        List<Field> fields = [new("label", DoubleType.Default, nullable: false)];
        if (weight)
        {
            fields.Add(new Field("weight", DoubleType.Default, nullable: false));
        }

        if (group)
        {
            fields.Add(new Field("qid", Int64Type.Default, nullable: false));
        }

        fields.Add(SparseColumn.FieldFor("features", Width));
        return new Schema(fields, null);
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        Validate();
        return new LibSvmBatchReader(this, source, schema);
    }

    /// <inheritdoc/>
    public override BatchWriter CreateWriter(Stream stream, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        return new LibSvmBatchWriter(this, stream, schema);
    }

    internal static DataFormatException NoRows(string name) => new(
        "the file has no rows", name, expected: "lines such as 1 3:0.5 7:1", remedy: "Check the path and what wrote the file.");

    private void Validate()
    {
        if (Width < 1)
        {
            throw new ArgumentException($"LibSvmFormat.Width is {Width}; allowed: at least 1, or null.");
        }

        if (MaxRecordBytes is < 1 or > 1 << 30)
        {
            throw new ArgumentException($"LibSvmFormat.MaxRecordBytes is {MaxRecordBytes}; allowed: 1 to {1 << 30}.");
        }
    }
}
