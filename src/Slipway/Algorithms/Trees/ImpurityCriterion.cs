using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>What the splits of a classification tree make small.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImpurityCriterion>))]
public enum ImpurityCriterion
{
    /// <summary>Gini impurity: the chance that two rows drawn from a node differ in class.</summary>
    Gini,

    /// <summary>Entropy of the classes, in bits.</summary>
    Entropy,
}
