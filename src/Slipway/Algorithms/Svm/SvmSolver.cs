using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How a support vector classifier is trained.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SvmSolver>))]
public enum SvmSolver
{
    /// <summary>Any kernel: the dual by working sets; one class against one.</summary>
    Smo,

    /// <summary>
    /// The linear kernel only, for very many rows or features: dual coordinate descent (Hsieh et al., ICML 2008), as LIBLINEAR's, one class
    /// against the rest. The intercept is penalised like a coefficient.
    /// </summary>
    DualCoordinateDescent,
}
