using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>Non-linearity of hidden layers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MlpActivation>))]
public enum MlpActivation
{
    /// <summary><c>max(0, x)</c>.</summary>
    Relu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Gaussian error linear unit in its tanh form (Hendrycks and Gimpel, arXiv:1606.08415).</summary>
    Gelu,
}
