using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>JSON whose bytes are a function of its content: for hashing, and for files that must be the same on every machine.</summary>
internal static class CanonicalJson
{
    /// <summary>Deepest nesting that is read or written.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Compact UTF-8 with the properties of every object in ordinal order.</summary>
    public static byte[] Sorted(JsonNode? node) => Write(node, indented: false, sorted: true);

    /// <summary>Compact UTF-8 with properties in the order in which they were added.</summary>
    public static byte[] Compact(JsonNode? node) => Write(node, indented: false, sorted: false);

    /// <summary>For people: two spaces, <c>\n</c>, properties in the order in which they were added.</summary>
    public static byte[] Indented(JsonNode? node) => Write(node, indented: true, sorted: false);

    /// <summary>Parses; duplicate properties, comments and trailing commas are errors.</summary>
    /// <exception cref="JsonException">Not JSON, or nested deeper than <see cref="MaxDepth"/>.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) => JsonNode.Parse(utf8, null, Strict);

    private static byte[] Write(JsonNode? node, bool indented, bool sorted)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Indented = indented,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
        };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            Write(writer, node, sorted);
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node, bool sorted)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject item:
                writer.WriteStartObject();
                foreach (var (name, value) in sorted ? item.OrderBy(p => p.Key, StringComparer.Ordinal) : item.AsEnumerable())
                {
                    writer.WritePropertyName(name);
                    Write(writer, value, sorted);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var value in items)
                {
                    Write(writer, value, sorted);
                }

                writer.WriteEndArray();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
