using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// NumPy's <c>.npy</c>, versions 1 to 3: numbers (<c>f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1</c>) of either byte order, in C order.
/// </summary>
/// <remarks>
/// The first dimension counts rows. With more dimensions a row is a vector of the product of the others, in a column <c>features</c>
/// (<c>FixedSizeList</c> of <c>UInt8</c> for bytes and booleans; of <c>Float</c> for the types that float32 holds exactly, else of
/// <c>Double</c>). With one dimension a row is a single value in a column <c>value</c> (<c>Double</c>; <c>UInt8</c> for bytes,
/// <c>Boolean</c> for booleans). An integer that a double cannot hold is an error. Arrays of Python objects are refused: reading them
/// would run code from the file.
/// </remarks>
public sealed record NpyFormat : DataFormat
{
    private const int LongestHeader = 1024 * 1024;

    /// <inheritdoc/>
    protected internal override string DisplayName => "NPY";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => [".npy"];

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
        Span<byte> start = stackalloc byte[12];
        var fixedBytes = stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false);
        if (fixedBytes < 10 || !start.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']))
        {
            throw new DataFormatException(
                fixedBytes == 0 ? "the file is empty" : "the file is not NPY: its first bytes are wrong", name,
                value: fixedBytes == 0 ? null : Convert.ToHexString(start[..Math.Min(fixedBytes, 8)]), expected: "the magic 93 'NUMPY'",
                remedy: "Check the path and the format; an .npz archive must be unpacked first.");
        }

        if (start[6] is < 1 or > 3)
        {
            throw new DataFormatException(
                "the version of the NPY file is unknown", name, value: $"{start[6]}.{start[7]}", expected: "1.0, 2.0 or 3.0",
                remedy: "Write the array again with numpy.save.");
        }

        uint length = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (start[6] > 1)
        {
            fixedBytes += stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false);
            length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        }

        if (length > LongestHeader)
        {
            throw new DataFormatException(
                $"the header has {length} bytes", name, expected: $"at most {LongestHeader}",
                remedy: "The file is damaged, or holds a structured array.");
        }

        var bytes = new byte[length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length || fixedBytes is not (10 or 12))
        {
            throw new DataFormatException(
                $"the file is truncated: it has {read} bytes of its header", name, expected: $"{length}",
                remedy: "Copy or download the file again.");
        }

        var text = (start[6] == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
        return Interpret(new NpyHeader(text, name), fixedBytes + bytes.Length, name);
    }

    private static BinaryArray Interpret(NpyHeader header, int headerBytes, string name)
    {
        var (element, bigEndian) = ElementOf(header.Descr, name);
        if (header.FortranOrder && header.Shape.Length > 1)
        {
            throw new DataFormatException(
                "the array is in Fortran order", name, value: header.Text, expected: "C order, which has rows one after another",
                remedy: "Write it by numpy.save(path, numpy.ascontiguousarray(array)).");
        }

        if (header.Shape.Length == 0)
        {
            throw new DataFormatException(
                "the array is a single number", name, value: header.Text, expected: "at least one dimension",
                remedy: "Write an array of rows.");
        }

        var shape = string.Join(" x ", header.Shape.Select(d => d.ToString(CultureInfo.InvariantCulture)));
        var array = new BinaryArray(header.Shape.Length == 1 ? "value" : "features", element, bigEndian, 1, null, headerBytes);
        var (rows, width) = BinaryArray.Check(header.Shape, array.ElementBytes, name, shape);
        return array with { Rows = rows, Width = width };
    }

    private static (ElementType Element, bool BigEndian) ElementOf(string descr, string name)
    {
        ElementType? element = descr.Length < 2 ? null : descr[1..] switch
        {
            "b1" => ElementType.Bool,
            "u1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "u2" => ElementType.UInt16,
            "i2" => ElementType.Int16,
            "u4" => ElementType.UInt32,
            "i4" => ElementType.Int32,
            "u8" => ElementType.UInt64,
            "i8" => ElementType.Int64,
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            _ => null,
        };
        var oneByte = element is ElementType.Bool or ElementType.UInt8 or ElementType.Int8;
        if (element is { } known && (descr[0] is '<' or '>' or '=' || (descr[0] == '|' && oneByte)))
        {
            return (known, descr[0] == '>' || (descr[0] == '=' && !BitConverter.IsLittleEndian));
        }

        var isObject = descr.Contains('O', StringComparison.Ordinal);
        throw new DataFormatException(
            isObject ? "the array holds Python objects, which are never read" : "the type of the array is not supported", name,
            value: descr,
            expected: "f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1", remedy: "Convert it first: array.astype(numpy.float32).");
    }
}
