using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Finds the columns of a JSON Lines file from its first objects.</summary>
internal sealed class JsonInference(JsonLinesFormat format, FormatSource source)
{
    private const int WindowBytes = 1024 * 1024;

    private readonly JsonErrors _errors = new(source);
    private readonly JsonVector _vector = new(new JsonErrors(source));
    private readonly Dictionary<string, JsonColumnProfile> _profiles = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>Reads the beginning of the file.</summary>
    public Schema Run()
    {
        using var lines = new TextLines(source, format.MaxRecordBytes);
        var rows = 0;
        while (rows < format.InferenceRows && lines.BytesRead < WindowBytes && lines.TryRead(out var line))
        {
            if (line.IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                continue;
            }

            try
            {
                ReadObject(line, lines.Number, rows);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw _errors.Syntax(lines.Number, line, e);
            }

            rows++;
        }

        if (rows == 0)
        {
            throw JsonLinesFormat.NoRows(source.Name);
        }

        if (_names.Count == 0)
        {
            throw new DataFormatException(
                "the objects have no properties", source.Name, expected: "one property a column", remedy: "Check what wrote the file.");
        }

        CheckOverrides();
        return new Schema(_names.Select(FieldOf), null);
    }

    private void ReadObject(ReadOnlySpan<byte> line, long number, long row)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw _errors.NotAnObject(number, line);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!_profiles.TryGetValue(name, out var profile))
            {
                _profiles.Add(name, profile = new JsonColumnProfile());
                _names.Add(name);
            }

            if (profile.LastRow == row)
            {
                throw _errors.Duplicate(number, name);
            }

            profile.LastRow = row;
            reader.Read();
            Observe(ref reader, profile, number, name);
        }

        // Anything behind the object is an error that the reader finds.
        reader.Read();
    }

    private void Observe(ref Utf8JsonReader reader, JsonColumnProfile profile, long number, string name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                profile.HasNumber = true;
                break;
            case JsonTokenType.String:
                profile.HasText = true;
                break;
            case JsonTokenType.True or JsonTokenType.False:
                profile.HasBoolean = true;
                break;
            case JsonTokenType.StartObject:
                throw _errors.Nested(number, name);
            case JsonTokenType.StartArray:
                _vector.Read(ref reader, number, name);
                if (profile.ArrayLength > 0 && profile.ArrayLength != _vector.Items.Length)
                {
                    throw _errors.ArrayLength(number, name, _vector.Items.Length, profile.ArrayLength);
                }

                profile.ArrayLength = _vector.Items.Length;
                break;
        }

        if (profile.ArrayLength > 0 && profile.HasScalar)
        {
            throw _errors.ArrayAndScalar(number, name);
        }
    }

    private Field FieldOf(string name)
    {
        var profile = _profiles[name];
        return profile.ArrayLength > 0
            ? new Field(name, VectorColumn.TypeFor(FloatType.Default, profile.ArrayLength), nullable: true)
            : new Field(
                name, ColumnBuilder.ArrowType(format.ColumnTypes.TryGetValue(name, out var type) ? type : profile.Type), nullable: true);
    }

    private void CheckOverrides()
    {
        foreach (var name in format.ColumnTypes.Keys)
        {
            if (!_profiles.TryGetValue(name, out var profile) || profile.ArrayLength > 0)
            {
                var scalars = _names.Where(n => _profiles[n].ArrayLength == 0).Take(20);
                throw new DataFormatException(
                    profile is null
                        ? "ColumnTypes names a property that the first objects do not have"
                        : "ColumnTypes gives a type to an array",
                    source.Name, column: name, expected: $"one of {string.Join(", ", scalars)}",
                    remedy: "Names are compared exactly.");
            }
        }
    }
}
