using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How similar a support vector machine finds two rows x and z.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SvmKernel>))]
public enum SvmKernel
{
    /// <summary><c>e^(-gamma |x - z|^2)</c>.</summary>
    Rbf,

    /// <summary><c>x'z</c>.</summary>
    Linear,

    /// <summary><c>(gamma x'z + Coef0)^Degree</c>.</summary>
    Polynomial,

    /// <summary><c>tanh(gamma x'z + Coef0)</c>; not positive definite, so training finds a stationary point only.</summary>
    Sigmoid,
}
