using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Models;

/// <summary>
/// Writes the safetensors format (Hugging Face): 8 bytes little-endian header length, a JSON header, the data. The result is canonical:
/// tensors in ordinal order of their names, no gaps, header padded with spaces to 8 bytes; equal tensors give equal bytes.
/// </summary>
internal sealed class SafetensorsWriter
{
    private readonly Tensor[] _tensors;
    private readonly byte[] _header;

    /// <param name="tensors">Tensors with distinct names.</param>
    /// <param name="metadata">Goes under <c>__metadata__</c>; null for none.</param>
    public SafetensorsWriter(IEnumerable<Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        _tensors = [.. tensors.OrderBy(t => t.Name, StringComparer.Ordinal)];
        _header = WriteHeader(_tensors, metadata);
        Length = _header.Length + _tensors.Sum(t => t.ByteLength);
    }

    /// <summary>Length of the whole file in bytes.</summary>
    public long Length { get; }

    /// <summary>Passes the file's bytes on, in order. Can be repeated.</summary>
    public void Visit(ByteSink sink)
    {
        sink(_header);
        foreach (var tensor in _tensors)
        {
            tensor.Visit(sink);
        }
    }


    private static byte[] WriteHeader(Tensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[8]);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject(SafetensorsReader.MetadataName);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
                json.WriteStartArray("shape");
                foreach (var dimension in tensor.Shape)
                {
                    json.WriteNumberValue(dimension);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.ByteLength);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        var header = buffer.ToArray();
        if (header.Length - 8 > SafetensorsReader.MaxHeaderBytes)
        {
            throw new ArgumentException(
                $"The names and shapes of {tensors.Length} tensors need a header of {header.Length - 8} bytes; "
                + $"allowed are {SafetensorsReader.MaxHeaderBytes}. Keep fewer, larger tensors.");
        }

        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }
}
