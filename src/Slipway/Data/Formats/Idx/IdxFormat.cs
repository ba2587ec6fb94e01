using System.Buffers.Binary;
using System.Globalization;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// IDX, the format of the MNIST family: a header with type and dimensions, then big-endian values, row by row.
/// </summary>
/// <remarks>
/// The first dimension counts rows. With more dimensions a row is a vector of the product of the others, in a column <c>image</c>
/// (<c>FixedSizeList</c> of <c>UInt8</c>; of <c>Float</c> for the types that float32 holds exactly, else of <c>Double</c>). With one
/// dimension a row is a single value in a column <c>label</c> (<c>UInt8</c>, for other types <c>Double</c>).
/// </remarks>
public sealed record IdxFormat : DataFormat
{
    /// <inheritdoc/>
    protected internal override string DisplayName => "IDX";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => [".idx"];

    /// <inheritdoc/>
    internal override bool IsNameOf(ReadOnlySpan<char> name) => base.IsNameOf(name) || IsMnistName(name);

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        using var stream = source.OpenContent();
        return new Schema([ReadHeader(stream, source.Name).Field], null);
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        var stream = source.OpenContent();
        try
        {
            return new BinaryArrayReader(ReadHeader(stream, source.Name), stream, source, schema);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static BinaryArray ReadHeader(SourceStream stream, string name)
    {
        Span<byte> magic = stackalloc byte[4];
        var read = stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        if (read < 4)
        {
            throw new DataFormatException(
                read == 0 ? "the file is empty" : $"the file is truncated: it has {read} bytes", name, expected: "an IDX header",
                remedy: "Copy or download the file again.");
        }

        if (magic[0] != 0 || magic[1] != 0 || ElementOf(magic[2]) is not { } element || magic[3] == 0)
        {
            throw new DataFormatException(
                "the file is not IDX: its first four bytes are wrong", name, value: Convert.ToHexString(magic),
                expected: "two zeros, a type (08, 09, 0B, 0C, 0D or 0E) and at least 1 dimension",
                remedy: "Check the path and the format.");
        }

        var rank = magic[3];
        Span<byte> sizes = stackalloc byte[4 * rank];
        read = stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false);
        if (read < sizes.Length)
        {
            throw new DataFormatException(
                $"the file is truncated: it has {read} bytes of dimensions", name, expected: $"{sizes.Length} bytes for {rank} dimensions",
                remedy: "Copy or download the file again.");
        }

        Span<long> dimensions = stackalloc long[rank];
        for (var i = 0; i < rank; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
        }

        var shape = string.Join(" x ", dimensions.ToArray().Select(d => d.ToString(CultureInfo.InvariantCulture)));
        var array = new BinaryArray(rank == 1 ? "label" : "image", element, BigEndian: true, 1, null, 4 + sizes.Length);
        var (rows, width) = BinaryArray.Check(dimensions, array.ElementBytes, name, shape);
        return array with { Rows = rows, Width = width };
    }

    private static ElementType? ElementOf(byte code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float32,
        0x0E => ElementType.Float64,
        _ => null,
    };

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

    private static bool EndsWith(ReadOnlySpan<char> name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
