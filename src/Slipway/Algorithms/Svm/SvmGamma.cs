using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How gamma follows from the training rows when it is not a given number.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SvmGamma>))]
public enum SvmGamma
{
    /// <summary><c>1 / (features * variance)</c>, the variance of all values of the training matrix together; 1 when it is 0.</summary>
    Scale,

    /// <summary><c>1 / features</c>.</summary>
    Auto,
}
