using System.Buffers.Binary;
using System.Text.Json;

namespace Slipway.Models;

/// <summary>Reads safetensors from a stream, straight into typed arrays. Nothing of the header is believed before it is checked.</summary>
internal static class SafetensorsReader
{
    /// <summary>Longest header that is accepted.</summary>
    public const int MaxHeaderBytes = 64 << 20;

    /// <summary>The one header key that is not a tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Reads a whole file.</summary>
    /// <param name="stream">At the file's first byte.</param>
    /// <param name="length">Length of the file: everything up to it must be accounted for. Memory allocated is at most about this.</param>
    /// <param name="cancellationToken">Seen between tensors.</param>
    /// <exception cref="FormatException">The content is not valid; says what and where.</exception>
    /// <exception cref="EndOfStreamException">The stream ends before <paramref name="length"/>.</exception>
    public static SafetensorsFile Read(Stream stream, long length, CancellationToken cancellationToken = default)
    {
        if (length < 8)
        {
            throw new FormatException($"a safetensors file of {length} bytes: it starts with 8 bytes of header length");
        }

        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > MaxHeaderBytes || (long)headerLength > length - 8)
        {
            throw new FormatException(
                $"a header length of {headerLength} bytes in a file of {length} bytes; "
                + $"allowed are at most {Math.Min(MaxHeaderBytes, length - 8)}");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        var dataLength = length - 8 - (long)headerLength;
        var (layout, metadata) = CheckedHeader(header, dataLength);
        var tensors = new Dictionary<string, Tensor>(layout.Count, StringComparer.Ordinal);
        foreach (var entry in layout)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tensor = Tensor.Allocate(entry.Name, entry.Type, entry.Shape, entry.Count);
            tensor.Fill(stream);
            tensors.Add(entry.Name, tensor);
        }

        return new SafetensorsFile(tensors, metadata);
    }

    private static (List<Layout> Tensors, Dictionary<string, string> Metadata) CheckedHeader(byte[] header, long dataLength)
    {
        try
        {
            return ParseHeader(header, dataLength);
        }
        catch (InvalidOperationException e)
        {
            // JsonDocument finds bytes that are no UTF-8, and halves of surrogate pairs, only when a text is asked for.
            throw new FormatException($"a header with a text that is not Unicode ({e.Message})", e);
        }
    }

    /// <summary>Checks a header against the length of the data, and gives the tensors in the order of their data.</summary>
    private static (List<Layout> Tensors, Dictionary<string, string> Metadata) ParseHeader(byte[] header, long dataLength)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        }
        catch (JsonException e)
        {
            throw new FormatException($"a header that is not valid JSON ({e.Message})", e);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"a header that is a JSON {document.RootElement.ValueKind}; expected an object");
            }

            var tensors = new List<Layout>();
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals(MetadataName))
                {
                    ReadMetadata(property.Value, metadata);
                }
                else
                {
                    tensors.Add(ParseTensor(property.Name, property.Value));
                }
            }

            tensors.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
            var position = 0L;
            foreach (var tensor in tensors)
            {
                if (tensor.Begin != position)
                {
                    throw new FormatException(
                        $"tensor '{tensor.Name}' starts at byte {tensor.Begin} of the data; expected {position}: "
                        + "neither gaps nor overlaps are allowed");
                }

                position = tensor.End;
            }

            return position == dataLength
                ? (tensors, metadata)
                : throw new FormatException($"{dataLength} bytes of data of which the tensors cover {position}");
        }
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{MetadataName} is a JSON {element.ValueKind}; expected an object of texts");
        }

        foreach (var property in element.EnumerateObject())
        {
            metadata.Add(property.Name, property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw new FormatException($"{MetadataName} '{property.Name}' is a JSON {property.Value.ValueKind}; expected a text"));
        }
    }

    private static Layout ParseTensor(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() != 3
            || !element.TryGetProperty("dtype", out var dtype) || !element.TryGetProperty("shape", out var shape)
            || !element.TryGetProperty("data_offsets", out var offsets))
        {
            throw new FormatException($"tensor '{name}' has not exactly the properties dtype, shape and data_offsets");
        }

        var type = (dtype.ValueKind == JsonValueKind.String ? dtype.GetString() : null) switch
        {
            "F32" => TensorType.F32,
            "F64" => TensorType.F64,
            "I32" => TensorType.I32,
            "I64" => TensorType.I64,
            "U8" => TensorType.U8,
            _ => throw new FormatException($"tensor '{name}' has the dtype {dtype.GetRawText()}; known are F32, F64, I32, I64 and U8"),
        };
        var dimensions = ReadIntegers(name, "shape", shape);
        var range = ReadIntegers(name, "data_offsets", offsets);
        if (range.Length != 2 || range[1] < range[0])
        {
            throw new FormatException(
                $"tensor '{name}' has the data_offsets {Tensor.Describe(range)}; expected a begin and an end not before it");
        }

        try
        {
            var count = Tensor.CountOf(dimensions);
            if (checked(count * Tensor.SizeOf(type)) != range[1] - range[0])
            {
                throw new FormatException(
                    $"tensor '{name}' of {type} {Tensor.Describe(dimensions)} has {range[1] - range[0]} bytes; "
                    + $"expected {count * Tensor.SizeOf(type)}");
            }

            return count <= Array.MaxLength
                ? new Layout(name, type, dimensions, (int)count, range[0], range[1])
                : throw new FormatException($"tensor '{name}' has {count} elements; at most {Array.MaxLength} fit an array");
        }
        catch (OverflowException e)
        {
            throw new FormatException($"tensor '{name}' has the shape {Tensor.Describe(dimensions)}, whose size exceeds 2^63 bytes", e);
        }
    }

    private static long[] ReadIntegers(string tensor, string property, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"tensor '{tensor}' has a {property} that is not an array");
        }

        var values = new long[element.GetArrayLength()];
        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            values[i++] = item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var value) && value >= 0
                ? value
                : throw new FormatException($"tensor '{tensor}' has {item.GetRawText()} in its {property}; expected integers from 0 on");
        }

        return values;
    }

    private readonly record struct Layout(string Name, TensorType Type, long[] Shape, int Count, long Begin, long End);
}
