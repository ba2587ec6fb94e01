using System.Text.Json;

namespace Slipway.Data;

/// <summary>The lines of one augmented manifest, gzip-compressed or not.</summary>
/// <param name="source">The manifest.</param>
internal sealed class ManifestLines(FormatSource source) : IDisposable
{
    private const int LongestLine = 16 << 20;

    private readonly TextLines _lines = new(source, LongestLine);

    /// <summary>1-based number of the line that was read last; 0 before the first.</summary>
    public long Number => _lines.Number;

    /// <summary>The next line that is not blank; the caller disposes it.</summary>
    public bool TryRead(out JsonDocument line)
    {
        while (_lines.TryRead(out var text))
        {
            if (text.IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                continue;
            }

            try
            {
                line = JsonDocument.Parse(text.ToArray());
            }
            catch (JsonException e)
            {
                throw NotAnObject(CellText.Show(text), e);
            }

            if (line.RootElement.ValueKind == JsonValueKind.Object)
            {
                return true;
            }

            line.Dispose();
            throw NotAnObject(CellText.Show(text), null);
        }

        line = null!;
        return false;
    }

    /// <summary>The value of an attribute.</summary>
    /// <exception cref="DataFormatException">The line does not have it.</exception>
    public JsonElement Attribute(JsonDocument line, string name) => line.RootElement.TryGetProperty(name, out var value) ? value
        : throw new DataFormatException(
            "the line does not have this attribute", source.Name, Number, name,
            expected: "one of " + string.Join(", ", line.RootElement.EnumerateObject().Select(p => p.Name)),
            remedy: "Name attributes that every line has, or complete the manifest.");

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private DataFormatException NotAnObject(string text, Exception? cause) => new(
        "the line is not one JSON object", source.Name, Number, value: text, expected: "{\"source-ref\": \"s3://bucket/1.jpg\", \"class\": 0}",
        remedy: "A list that begins with {\"prefix\": ...} is a manifest: read it by FromManifest.", innerException: cause);
}
