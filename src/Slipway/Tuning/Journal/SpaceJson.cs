using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tuning;

/// <summary>Parameter spaces in the first line of a journal, and points in the others.</summary>
internal static class SpaceJson
{
    /// <exception cref="ArgumentException">A kind of parameter that a journal cannot hold.</exception>
    public static JsonArray Write(ParameterSpace space) => new([.. space.Parameters.Select(Write)]);

    /// <exception cref="FormatException">Not a space.</exception>
    public static ParameterSpace ReadSpace(JsonArray space) => new(space.Select(p => Read(p!.AsObject())));

    public static void WritePoint(Utf8JsonWriter json, ParameterSpace space, ParameterPoint point)
    {
        json.WriteStartObject("point"u8);
        for (var i = 0; i < point.Count; i++)
        {
            if (double.IsNaN(point[i]))
            {
                continue;
            }

            if (space.Parameters[i] is CategoricalParameter category)
            {
                json.WriteStartObject(category.Name);
                json.WriteNumber("choice"u8, (int)point[i]);
                json.WriteString("label"u8, category.Choices[(int)point[i]]);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNumber(space.Parameters[i].Name, point[i]);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the object that the reader stands at the start of.</summary>
    /// <exception cref="FormatException">Not a point of the space.</exception>
    public static ParameterPoint ReadPoint(ref Utf8JsonReader json, ParameterSpace space)
    {
        var values = new double[space.Count];
        Array.Fill(values, double.NaN);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            var index = space.IndexOf(name);
            if (index < 0)
            {
                throw new FormatException($"it has a value for {name}, which is no parameter of this search");
            }

            json.Read();
            values[index] = json.TokenType == JsonTokenType.StartObject ? ReadChoice(ref json, space.Parameters[index]) : json.GetDouble();
        }

        var point = new ParameterPoint(values);
        return space.Contains(point) ? point : throw new FormatException($"its point lies outside the space ({PointText.Of(space, point)})");
    }

    private static double ReadChoice(ref Utf8JsonReader json, Parameter parameter)
    {
        var choice = -1;
        string? label = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isChoice = json.ValueTextEquals("choice"u8);
            json.Read();
            if (isChoice)
            {
                choice = json.GetInt32();
            }
            else
            {
                label = json.GetString();
            }
        }

        return parameter is CategoricalParameter category && category.Contains(choice) && category.Choices[choice] == label
            ? choice
            : throw new FormatException($"{parameter.Name} has no choice {choice} called '{label}'");
    }

    private static JsonNode Write(Parameter parameter)
    {
        var json = parameter switch
        {
            ContinuousParameter p => new JsonObject { ["name"] = p.Name, ["kind"] = "continuous", ["minimum"] = p.Minimum, ["maximum"] = p.Maximum, ["scale"] = p.Scale.ToString() },
            IntegerParameter p => new JsonObject { ["name"] = p.Name, ["kind"] = "integer", ["minimum"] = p.Minimum, ["maximum"] = p.Maximum, ["scale"] = p.Scale.ToString() },
            CategoricalParameter p => new JsonObject { ["name"] = p.Name, ["kind"] = "categorical", ["choices"] = new JsonArray([.. p.Choices.Select(c => (JsonNode)c)]) },
            _ => throw new ArgumentException($"{parameter.Name} is a {parameter.GetType().Name}; a journal holds continuous, integer and categorical parameters."),
        };
        if (parameter.Condition is { } condition)
        {
            json["condition"] = new JsonObject
            {
                ["parameter"] = condition.Parameter,
                ["choices"] = new JsonArray([.. condition.Choices.Select(c => (JsonNode)c)]),
            };
        }

        return json;
    }

    private static Parameter Read(JsonObject json)
    {
        var name = json["name"]!.GetValue<string>();
        Parameter parameter = json["kind"]!.GetValue<string>() switch
        {
            "continuous" => new ContinuousParameter(name, json["minimum"]!.GetValue<double>(), json["maximum"]!.GetValue<double>(), Scale(json)),
            "integer" => new IntegerParameter(name, json["minimum"]!.GetValue<long>(), json["maximum"]!.GetValue<long>(), Scale(json)),
            "categorical" => new CategoricalParameter(name, [.. json["choices"]!.AsArray().Select(c => c!.GetValue<string>())]),
            var kind => throw new FormatException($"{name} is of the unknown kind '{kind}'"),
        };
        return json["condition"] is not JsonObject condition ? parameter : parameter with
        {
            Condition = new ParameterCondition(
                condition["parameter"]!.GetValue<string>(), [.. condition["choices"]!.AsArray().Select(c => c!.GetValue<int>())]),
        };
    }

    private static ParameterScale Scale(JsonObject json) => Enum.Parse<ParameterScale>(json["scale"]!.GetValue<string>());
}
