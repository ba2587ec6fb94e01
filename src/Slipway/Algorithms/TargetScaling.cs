using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>Mean and standard deviation of regression targets, weighted.</summary>
internal static class TargetScaling
{
    private const string Name = "target_scaling";

    public static void Write(ModelWriter writer, double mean, double scale) =>
        writer.WriteValue(Name, new JsonObject { ["mean"] = mean, ["scale"] = scale });

    public static (double Mean, double Scale) Read(ModelReader reader)
    {
        var scaling = reader.ReadValue(Name) as JsonObject;
        return (Number(scaling, "mean"), Number(scaling, "scale"));
    }

    public static (double Mean, double Scale) Of(FeatureMatrix matrix)
    {
        double total = 0, mean = 0, squares = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var i = 0; i < chunk.Targets.Length; i++)
            {
                var weight = chunk.Weights.IsEmpty ? 1.0 : chunk.Weights[i];
                if (weight > 0)
                {
                    total += weight;
                    var difference = chunk.Targets[i] - mean;
                    mean += difference * weight / total; // West, CACM 22(9), 1979
                    squares += weight * difference * (chunk.Targets[i] - mean);
                }
            }
        }

        var deviation = total > 0 ? Math.Sqrt(squares / total) : 0;
        return (mean, deviation > 0 ? deviation : 1);
    }

    private static double Number(JsonObject? scaling, string name) =>
        scaling?[name] is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number)
            ? number
            : throw new FormatException($"{Name}.{name} is not a finite number.");
}
