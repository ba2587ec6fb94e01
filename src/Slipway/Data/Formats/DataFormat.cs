using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// How the bytes of a file become columns. A format is immutable and thread-safe; its options are <c>init</c> properties.
/// </summary>
/// <remarks>
/// All formats give the same column types: a number is an Arrow <c>Double</c> whose missing values are NaN (never null), an integer (only
/// where asked for) a nullable <c>Int64</c>, text a nullable <c>String</c>, a boolean a nullable <c>Boolean</c>, a vector a
/// <c>FixedSizeList</c> of floats or bytes. Files may be gzip-compressed, whatever their name says.
/// </remarks>
public abstract record DataFormat
{
    private protected DataFormat()
    {
    }

    /// <summary>Name for messages, e.g. <c>CSV</c>.</summary>
    internal abstract string DisplayName { get; }

    /// <summary>
    /// The format that a file name suggests: <c>.csv</c>, <c>.tsv</c> or <c>.tab</c>, <c>.libsvm</c>, <c>.svm</c> or <c>.svmlight</c>,
    /// <c>.jsonl</c> or <c>.ndjson</c>, <c>.idx</c> or MNIST's <c>-idx3-ubyte</c>, <c>.npy</c>; each also with <c>.gz</c> behind it.
    /// </summary>
    /// <param name="path">A path or URI; only its end is looked at, ignoring case and a query (<c>?...</c>).</param>
    /// <exception cref="DataFormatException">The ending is not one of these.</exception>
    public static DataFormat FromExtension(string path) =>
        TryFromExtension(path) ?? throw new DataFormatException(
            "the file name does not say which format it has",
            path,
            expected: "an ending such as .csv, .tsv, .libsvm, .svm, .jsonl, .ndjson, .idx, -idx3-ubyte or .npy, each also with .gz",
            remedy: "Name the format, e.g. new CsvFormat().");

    /// <summary>As <see cref="FromExtension"/>, but null for an unknown ending.</summary>
    /// <param name="path">A path or URI.</param>
    internal static DataFormat? TryFromExtension(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = path.AsSpan();
        var query = path.Contains("://", StringComparison.Ordinal) ? name.IndexOf('?') : -1;
        name = query >= 0 ? name[..query] : name;
        name = EndsWith(name, ".gz") ? name[..^3] : name;
        return EndsWith(name, ".csv") ? new CsvFormat()
            : EndsWith(name, ".tsv") || EndsWith(name, ".tab") ? CsvFormat.Tsv
            : EndsWith(name, ".libsvm") || EndsWith(name, ".svm") || EndsWith(name, ".svmlight") ? new LibSvmFormat()
            : EndsWith(name, ".jsonl") || EndsWith(name, ".ndjson") ? new JsonLinesFormat()
            : EndsWith(name, ".idx") || IsMnistName(name) ? new IdxFormat()
            : EndsWith(name, ".npy") ? new NpyFormat()
            : null;
    }

    /// <summary>The columns of a file, from its beginning.</summary>
    /// <param name="source">The first file of a channel.</param>
    /// <exception cref="DataFormatException">The file is empty or is not what the format expects.</exception>
    internal abstract Schema Infer(FormatSource source);

    /// <summary>Starts reading a whole file.</summary>
    /// <param name="source">The first or a later file of a channel.</param>
    /// <param name="schema">What <see cref="Infer"/> gave for the first file.</param>
    /// <exception cref="DataFormatException">
    /// The file has other columns than <paramref name="schema"/>, or is not what the format expects.
    /// </exception>
    internal abstract BatchReader Open(FormatSource source, Schema schema);

    private static bool EndsWith(ReadOnlySpan<char> name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    // train-images-idx3-ubyte, t10k-labels.idx1-ubyte, and the same with other element types.
    private static bool IsMnistName(ReadOnlySpan<char> name)
    {
        var dash = name.LastIndexOf('-');
        if (dash < 5)
        {
            return false;
        }

        var rank = name[..dash];
        return char.IsAsciiDigit(rank[^1])
            && (EndsWith(rank[..^1], "-idx") || EndsWith(rank[..^1], ".idx"))
            && name[(dash + 1)..].ToString().ToUpperInvariant() is "UBYTE" or "BYTE" or "SHORT" or "INT" or "FLOAT" or "DOUBLE";
    }
}
