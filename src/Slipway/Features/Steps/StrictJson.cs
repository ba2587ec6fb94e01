using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>Reads JSON that comes from a file that anyone may have written: every value has a type and a range, or it is a
/// <see cref="FormatException"/>.</summary>
internal sealed class StrictJson
{
    private readonly JsonObject _json;
    private readonly string _path;

    public StrictJson(JsonNode? json, string path)
    {
        _path = path;
        _json = json as JsonObject ?? throw new FormatException($"{path} is not a JSON object.");
    }

    public static JsonArray Array(IEnumerable<double> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);

    public static JsonArray Array(IEnumerable<float> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);

    public static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v)!)]);

    public bool IsNull(string name) => Node(name) is null;

    public string String(string name) => ReadString(Node(name), name);

    public bool Boolean(string name) => Node(name)?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error(name, "true or false"),
    };

    public int Int32(string name, int minimum, int maximum)
    {
        var value = Double(name);
        return value >= minimum && value <= maximum && value == Math.Floor(value)
            ? (int)value : throw Error(name, $"a whole number from {minimum} to {maximum}");
    }

    public double Double(string name) => ReadDouble(Node(name), name);

    public double[] Doubles(string name) => [.. List(name).Select(n => ReadDouble(n, name))];

    public float[] Singles(string name) => [.. List(name).Select(n => ReadSingle(n, name))];

    public string[] Strings(string name) => [.. List(name).Select(n => ReadString(n, name))];

    public StrictJson Object(string name) => new(Node(name), $"{_path}.{name}");

    public IEnumerable<StrictJson> Objects(string name) => List(name).Select((n, i) => new StrictJson(n, $"{_path}.{name}[{i}]"));

    public void Require(bool condition, string name, string expected)
    {
        if (!condition)
        {
            throw Error(name, expected);
        }
    }

    public FormatException Error(string name, string expected) => new($"{_path}.{name} is not valid; expected {expected}.");

    private JsonNode? Node(string name)
    {
        try
        {
            return _json.TryGetPropertyValue(name, out var node) ? node : throw new FormatException($"{_path}.{name} is missing.");
        }
        catch (ArgumentException e)
        {
            // A parsed object reports a duplicate property on first access.
            throw new FormatException($"{_path}: {e.Message}", e);
        }
    }

    private JsonArray List(string name) => Node(name) as JsonArray ?? throw Error(name, "an array");

    private string ReadString(JsonNode? node, string name) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Error(name, "text");

    /// <summary>Parsed as float32 at once: rounding to double first could round twice.</summary>
    private float ReadSingle(JsonNode? node, string name) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<float>(out var number)
            && float.IsFinite(number)
            ? number : throw Error(name, "finite float32 numbers");

    private double ReadDouble(JsonNode? node, string name)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.Number)
        {
            // A value made in memory keeps its CLR type and converts to no other.
            var number = value.TryGetValue<double>(out var d) ? d
                : value.TryGetValue<int>(out var i) ? i
                : value.TryGetValue<long>(out var l) ? l : double.NaN;
            if (double.IsFinite(number))
            {
                return number;
            }
        }

        throw Error(name, "a finite number");
    }
}
