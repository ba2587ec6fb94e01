using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How many features each split of a tree looks at.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeatureSampling>))]
public enum FeatureSampling
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>The square root of their number, drawn anew for each split.</summary>
    SquareRoot,

    /// <summary>The binary logarithm of their number, drawn anew for each split.</summary>
    Log2,
}
