using Slipway.Data;

namespace Slipway;

// Every source here takes a file, a folder (all its files, at any depth) or a pattern; see DataChannel.From.
public sealed partial class DataChannel
{
    private const string LabelColumn = "label";

    /// <summary>Reads files in the format that their names tell (<see cref="DataFormat.FromExtension"/>): <c>.csv</c>, <c>.jsonl.gz</c>,
    /// <c>.npy</c>, ...</summary>
    /// <param name="uriOrPath">
    /// A path (a relative one counts from the current folder, now), or a URI (<c>file:///data/a.csv</c>, <c>s3://bucket/data/</c>) whose
    /// store is looked up when
    /// a pass starts. It names a file; or a folder, meaning all files in it at any depth; or a pattern, in which <c>*</c> and
    /// <c>?</c> stay within one name and <c>**</c> crosses folders (<c>data/part-*.csv</c>, <c>data/**/*.csv</c>; in a URI <c>?</c> is no
    /// wildcard). Several files are read as one, in ordinal order of their URIs; names that start with <c>.</c> or <c>_</c> do not count.
    /// </param>
    /// <exception cref="ArgumentException">The text is empty or no valid URI.</exception>
    public static DataChannel From(string uriOrPath) => FromSource(new FileSource(new SourceLocation(uriOrPath), null));

    /// <summary>Reads files in a given format.</summary>
    /// <inheritdoc cref="From(string)"/>
    /// <param name="uriOrPath">File, folder or pattern, as for <see cref="From(string)"/>.</param>
    /// <param name="format">How the bytes become columns; all files have the same columns.</param>
    public static DataChannel FromFiles(string uriOrPath, DataFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return FromSource(new FileSource(new SourceLocation(uriOrPath), format));
    }

    /// <summary>Reads comma-separated (or otherwise delimited) text, gzip-compressed or not.</summary>
    /// <inheritdoc cref="From(string)"/>
    /// <param name="uriOrPath">File, folder or pattern, as for <see cref="From(string)"/>.</param>
    /// <param name="format">Delimiter, header, missing values, ...; null means <c>new CsvFormat()</c>.</param>
    public static DataChannel FromCsv(string uriOrPath, CsvFormat? format = null) => FromFiles(uriOrPath, format ?? new CsvFormat());

    /// <summary>Reads tab-separated text, gzip-compressed or not.</summary>
    /// <inheritdoc cref="From(string)"/>
    /// <param name="uriOrPath">File, folder or pattern, as for <see cref="From(string)"/>.</param>
    /// <param name="format">Other options than the delimiter; null means <see cref="CsvFormat.Tsv"/>. Its delimiter is taken as it
    /// is.</param>
    public static DataChannel FromTsv(string uriOrPath, CsvFormat? format = null) => FromFiles(uriOrPath, format ?? CsvFormat.Tsv);

    /// <summary>Reads JSON Lines: one object a line, one column a property.</summary>
    /// <inheritdoc cref="From(string)"/>
    /// <param name="uriOrPath">File, folder or pattern, as for <see cref="From(string)"/>.</param>
    /// <param name="format">Options; null means the defaults.</param>
    public static DataChannel FromJsonLines(string uriOrPath, JsonLinesFormat? format = null) =>
        FromFiles(uriOrPath, format ?? new JsonLinesFormat());

    /// <summary>
    /// Reads LibSVM text (<c>label[:weight] [qid:group] index:value ...</c>): the column <c>label</c> is the label, <c>weight</c> (where
    /// rows have one)
    /// the weight, and <c>features</c> a sparse vector. A group <c>qid</c> is a column too; drop it by <see cref="WithoutColumns"/> where
    /// it is no feature.
    /// </summary>
    /// <inheritdoc cref="From(string)"/>
    /// <param name="uriOrPath">File, folder or pattern, as for <see cref="From(string)"/>.</param>
    /// <param name="format">Options; null means the defaults.</param>
    public static DataChannel FromLibSvm(string uriOrPath, LibSvmFormat? format = null)
    {
        var channel = FromFiles(uriOrPath, format ?? new LibSvmFormat()).WithLabel(LabelColumn);
        return channel.WithRoles(channel._roles with { Weight = "weight", WeightIsOptional = true });
    }

    /// <summary>Reads IDX files, the format of MNIST and its relatives, gzip-compressed or not.</summary>
    /// <param name="imagesUriOrPath">File, folder or pattern of the images, as for <see cref="From(string)"/>.</param>
    /// <param name="labelsUriOrPath">
    /// The labels, one for each image in the same order; they become the column <c>label</c>, which is the label. Null when there are none.
    /// </param>
    /// <exception cref="ArgumentException">A text is empty or no valid URI.</exception>
    public static DataChannel FromIdx(string imagesUriOrPath, string? labelsUriOrPath = null) =>
        WithLabelFile(imagesUriOrPath, labelsUriOrPath, new IdxFormat());

    /// <summary>Reads NPY files (NumPy arrays), one row of features for each entry of the first dimension.</summary>
    /// <param name="featuresUriOrPath">File, folder or pattern of the features, as for <see cref="From(string)"/>.</param>
    /// <param name="labelsUriOrPath">
    /// A one-dimensional array with a label for each row; they become the column <c>label</c>, which is the label. Null when there are
    /// none.
    /// </param>
    /// <exception cref="ArgumentException">A text is empty or no valid URI.</exception>
    public static DataChannel FromNpy(string featuresUriOrPath, string? labelsUriOrPath = null) =>
        WithLabelFile(featuresUriOrPath, labelsUriOrPath, new NpyFormat());

    private static DataChannel WithLabelFile(string features, string? labels, DataFormat format)
    {
        var rows = new FileSource(new SourceLocation(features), format);
        return labels is null
            ? FromSource(rows)
            : FromSource(new ColumnZipSource(rows, new FileSource(new SourceLocation(labels), format), LabelColumn)).WithLabel(LabelColumn);
    }
}
