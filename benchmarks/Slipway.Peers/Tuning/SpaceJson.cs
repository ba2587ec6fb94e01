using System.Text.Json.Nodes;
using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>Spaces and points as <c>peers/tuner.py</c> takes them.</summary>
internal static class SpaceJson
{
    public static JsonArray Space(ParameterSpace space) => new([.. space.Parameters.Select(Parameter)]);

    /// <summary>A point as Optuna proposed it; null is a parameter that does not exist.</summary>
    public static ParameterPoint Point(JsonNode point) => new([.. point.AsArray().Select(v => v is null ? double.NaN : (double)v)]);

    public static JsonArray Point(ParameterPoint point, ParameterSpace space) => new(
        [.. point.Select((v, i) => double.IsNaN(v) ? null : space.Parameters[i] is ContinuousParameter ? JsonValue.Create(v) : (JsonNode)JsonValue.Create((long)v))]);

    private static JsonObject Parameter(Parameter parameter)
    {
        var json = parameter switch
        {
            ContinuousParameter p => new JsonObject
            {
                ["kind"] = "continuous",
                ["low"] = p.Minimum,
                ["high"] = p.Maximum,
                ["log"] = IsLog(p.Scale, p.Name),
            },
            IntegerParameter p => new JsonObject { ["kind"] = "integer", ["low"] = p.Minimum, ["high"] = p.Maximum, ["log"] = IsLog(p.Scale, p.Name) },
            CategoricalParameter p => new JsonObject { ["kind"] = "categorical", ["choices"] = p.Choices.Count },
            _ => throw new NotSupportedException($"Optuna has no counterpart of {parameter}."),
        };
        json["name"] = parameter.Name;
        if (parameter.Condition is { } condition)
        {
            json["parent"] = condition.Parameter;
            json["choices_of_parent"] = new JsonArray([.. condition.Choices.Select(c => (JsonNode)c)]);
        }

        return json;
    }

    private static bool IsLog(ParameterScale scale, string name) => scale switch
    {
        ParameterScale.Linear => false,
        ParameterScale.Log => true,
        _ => throw new NotSupportedException($"{name}: Optuna has no scale {scale}."),
    };
}
