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

    /// <summary>Of all training rows.</summary>
    public static (double Mean, double Scale) Of(TrainingContext context)
    {
        return context.Pipe is { } pipe ? (pipe.Targets.Mean, pipe.Targets.Scale) : Of(context.Train);
    }

    /// <summary>Of the rows of a matrix.</summary>
    public static (double Mean, double Scale) Of(Features.FeatureMatrix rows)
    {
        var moments = new TargetMoments();
        for (var c = 0; c < rows.ChunkCount; c++)
        {
            var chunk = rows.Chunk(c);
            moments.Add(chunk.Targets, chunk.Weights);
        }

        return (moments.Mean, moments.Scale);
    }

    private static double Number(JsonObject? scaling, string name) =>
        scaling?[name] is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number)
            ? number
            : throw new FormatException($"{Name}.{name} is not a finite number.");
}
