using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// How the bytes of a file become columns, and columns bytes. A format is immutable and thread-safe; its options are <c>init</c>
/// properties.
/// Derive from it for a format of your own, and make its file names known by <see cref="SlipwayServices.AddFormat"/>.
/// </summary>
/// <remarks>
/// The built-in formats give the same column types: a number is an Arrow <c>Double</c> whose missing values are NaN (never null), an
/// integer (only where asked for) a nullable <c>Int64</c>, text a nullable <c>String</c>, a boolean a nullable <c>Boolean</c>, a vector a
/// <c>FixedSizeList</c> of floats or bytes. Files may be gzip-compressed, whatever their name says.
/// </remarks>
public abstract record DataFormat
{
    /// <summary>Name for messages, e.g. <c>CSV</c>.</summary>
    protected internal abstract string DisplayName { get; }

    /// <summary>The endings of file names that suggest this format, with the dot and in lower case: <c>.csv</c>; none by default.</summary>
    protected internal virtual IReadOnlyList<string> Extensions => [];

    /// <summary>
    /// The built-in format that a file name suggests: <c>.csv</c>, <c>.tsv</c> or <c>.tab</c>, <c>.libsvm</c>, <c>.svm</c> or
    /// <c>.svmlight</c>, <c>.jsonl</c> or <c>.ndjson</c>, <c>.idx</c> or MNIST's <c>-idx3-ubyte</c>, <c>.npy</c>; each also with <c>.gz</c>
    /// behind it. <see cref="SlipwayServices.FormatOf"/> knows the formats of other packages too.
    /// </summary>
    /// <param name="path">A path or URI; only its end is looked at, ignoring case and a query (<c>?...</c>).</param>
    /// <exception cref="DataFormatException">The ending is not one of these.</exception>
    public static DataFormat FromExtension(string path) => SlipwayServices.Default.FormatOf(path);

    /// <summary>The columns of a file, from its beginning (or its end, where the format keeps them there).</summary>
    /// <param name="source">The first file of a channel.</param>
    /// <exception cref="DataFormatException">The file is empty or is not what the format expects.</exception>
    public abstract Schema Infer(FormatSource source);

    /// <summary>Starts reading a whole file.</summary>
    /// <param name="source">The first or a later file of a channel.</param>
    /// <param name="schema">What <see cref="Infer"/> gave for the first file, with the types that the user asked for.</param>
    /// <exception cref="DataFormatException">
    /// The file has other columns than <paramref name="schema"/>, or is not what the format expects.
    /// </exception>
    public abstract BatchReader Open(FormatSource source, Schema schema);

    /// <summary>Starts writing a file.</summary>
    /// <param name="stream">Where the bytes go, from its position on; written forward only, not disposed.</param>
    /// <param name="schema">Columns of every batch.</param>
    /// <exception cref="NotSupportedException">The format can only be read.</exception>
    /// <exception cref="DataFormatException">The format has no way to write one of the columns; the message names all such.</exception>
    public virtual BatchWriter CreateWriter(Stream stream, Schema schema) =>
        throw new NotSupportedException($"{DisplayName} files can be read, not written. Choose another format.");

    /// <summary>Whether a file name is one of this format.</summary>
    /// <param name="name">The end of a path, without <c>.gz</c>.</param>
    internal virtual bool IsNameOf(ReadOnlySpan<char> name)
    {
        foreach (var extension in Extensions)
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
