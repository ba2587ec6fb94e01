using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>A number as the one-hot code of its interval: bucket i holds the values from boundary i - 1 (included) to boundary i
/// (excluded).</summary>
internal sealed class BucketStep(double[] boundaries, bool hasMissing) : FittedStep
{
    public const string Id = "buckets";

    public override int Width => boundaries.Length + 1 + (hasMissing ? 1 : 0);

    public static BucketStep FromJson(StrictJson json)
    {
        var boundaries = json.Doubles("boundaries");
        json.Require(boundaries.Length > 0 && boundaries.Zip(boundaries.Skip(1)).All(p => p.First < p.Second), "boundaries",
            "at least one, ascending");
        return new BucketStep(boundaries, json.Boolean("missing"));
    }

    public override JsonObject ToJson() => new()
    {
        ["step"] = Id,
        ["boundaries"] = StrictJson.Array(boundaries),
        ["missing"] = hasMissing,
    };

    public override string Name(string column, int feature)
    {
        static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

        return feature > boundaries.Length ? $"{column}=<missing>"
            : feature == 0 ? $"{column}<{Text(boundaries[0])}"
            : feature == boundaries.Length ? $"{column}>={Text(boundaries[^1])}"
            : $"{column}=[{Text(boundaries[feature - 1])},{Text(boundaries[feature])})";
    }

    public override void Missing(FeatureSink sink)
    {
        if (hasMissing)
        {
            sink.Set(boundaries.Length + 1, 1);
        }
    }

    public override void Number(double value, FeatureSink sink, StepScratch scratch)
    {
        var at = Array.BinarySearch(boundaries, value);
        sink.Set(at >= 0 ? at + 1 : ~at, 1);
    }
}
