using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>JSON metadata of algorithms: the algorithm's own contract, or reflection where the application has it.</summary>
internal static class HyperparameterJson
{
    private static readonly ConditionalWeakTable<Type, JsonTypeInfo> Known = [];

    public static JsonTypeInfo TypeInfo(Algorithm algorithm)
    {
        var type = algorithm.GetType();
        if (Known.TryGetValue(type, out var known))
        {
            return known;
        }

        var resolver = algorithm.JsonContract ?? Reflection(type);
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = resolver,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
        var info = resolver.GetTypeInfo(type, options) is null
            ? throw new InvalidOperationException(
                $"The JsonContract of {type} does not know the type itself; add [JsonSerializable(typeof({type.Name}))] to its JsonSerializerContext.")
            : options.GetTypeInfo(type);
        return Known.GetValue(type, _ => info);
    }

    /// <summary>Names match ignoring case, <c>_</c> and <c>-</c>.</summary>
    public static bool SameName(string name, string given)
    {
        var i = 0;
        var j = 0;
        while (true)
        {
            while (i < name.Length && name[i] is '_' or '-')
            {
                i++;
            }

            while (j < given.Length && given[j] is '_' or '-')
            {
                j++;
            }

            if (i == name.Length || j == given.Length)
            {
                return i == name.Length && j == given.Length;
            }

            if (char.ToUpperInvariant(name[i++]) != char.ToUpperInvariant(given[j++]))
            {
                return false;
            }
        }
    }

    /// <summary>SageMaker writes every value as a string; arrays and objects are JSON inside it.</summary>
    public static JsonNode? ParseEmbedded(JsonNode? value, Type target)
    {
        var type = Nullable.GetUnderlyingType(target) ?? target;
        if (value is not JsonValue text || text.GetValueKind() != JsonValueKind.String || type == typeof(string) || type.IsEnum)
        {
            return value;
        }

        var content = text.GetValue<string>();
        if (type == typeof(double) && content is "NaN" or "Infinity" or "-Infinity")
        {
            return value;
        }

        return type == typeof(bool) && bool.TryParse(content, out var flag) ? flag : JsonNode.Parse(content);
    }

    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "Guarded: trimmed applications switch reflection off and get the exception.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Guarded as above.")]
    private static DefaultJsonTypeInfoResolver Reflection(Type type) => JsonSerializer.IsReflectionEnabledByDefault
        ? new DefaultJsonTypeInfoResolver()
        : throw new InvalidOperationException(
            $"{type} has no JsonContract, and this application is trimmed or NativeAOT, where JSON by reflection is off. Override JsonContract " +
            $"with the Default of a JsonSerializerContext that has [JsonSerializable(typeof({type.Name}))].");
}
