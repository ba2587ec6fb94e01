using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How much rows of each class count.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClassWeighting>))]
public enum ClassWeighting
{
    /// <summary>Every row counts its own weight.</summary>
    None,

    /// <summary>A class counts in inverse proportion to its share of the training rows: <c>rows / (classes * rows of the class)</c>.</summary>
    Balanced,
}
