using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How boosting uses its trees.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AdaBoostVariant>))]
public enum AdaBoostVariant
{
    /// <summary>
    /// SAMME: each tree votes for one class, with a weight of its own (Zhu, Zou, Rosset and Hastie, "Multi-class AdaBoost", Statistics and
    /// Its Interface 2, 2009, algorithm 2). For two classes this is the AdaBoost.M1 of Freund and Schapire.
    /// </summary>
    Samme,

    /// <summary>SAMME.R: each tree votes by its class probabilities (the same paper, algorithm 4), which usually needs fewer trees.</summary>
    SammeReal,
}
