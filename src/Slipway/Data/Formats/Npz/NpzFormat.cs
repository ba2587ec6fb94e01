using System.Collections.Immutable;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// NumPy's <c>.npz</c>: a zip archive of NPY arrays, stored or deflated (<c>numpy.savez</c>, <c>numpy.savez_compressed</c>), zip64 too.
/// </summary>
/// <remarks>
/// <para>
/// Each array is a column of its name, with the types of <see cref="NpyFormat"/>: one dimension gives single values, more dimensions
/// vectors. All arrays that are read have as many rows. They are read side by side where they lie in the archive; nothing is unpacked to
/// disk, and memory holds one batch. Sizes and CRCs are checked on the way. The file must be one that can be read anywhere, and is not
/// itself gzip-compressed.
/// </para>
/// <para>
/// Written archives have one array a column, stored, in the order of the columns: <c>f8</c>, <c>f4</c>, <c>i8</c>, ..., as the column has
/// them, booleans as <c>b1</c>. The number of rows comes first in an array, so rows are kept until the end: 64 MiB in memory, the
/// rest in a temporary file that goes with the process.
/// </para>
/// </remarks>
public sealed record NpzFormat : DataFormat
{
    /// <summary>Names of the arrays to read, without <c>.npy</c>, in the order of the columns; null means all, in the order of the archive.
    /// Default null.</summary>
    public ImmutableArray<string>? Arrays { get; init; }

    /// <summary>
    /// Name of the array that holds the label, which is read as the column <c>label</c> (and written under this name). Null means that
    /// the names tell: <c>label</c>, <c>labels</c> or <c>y</c>, where exactly one of them is there. Default null.
    /// </summary>
    public string? Label { get; init; }

    /// <inheritdoc/>
    protected internal override string DisplayName => "NPZ";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => [".npz"];

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var arrays = NpzArrays.Open(this, source);
        return arrays.Schema;
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        var arrays = NpzArrays.Open(this, source);
        try
        {
            return new NpzBatchReader(arrays, source, schema);
        }
        catch
        {
            arrays.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override BatchWriter CreateWriter(Stream stream, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        return new NpzWriter(stream, schema, this);
    }

    /// <summary>Equal options, with the names compared one by one.</summary>
    public bool Equals(NpzFormat? other) => other is not null && Label == other.Label
        && (Arrays is { } mine ? other.Arrays is { } theirs && mine.AsSpan().SequenceEqual(theirs.AsSpan()) : other.Arrays is null);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Label, Arrays?.Length);
}
