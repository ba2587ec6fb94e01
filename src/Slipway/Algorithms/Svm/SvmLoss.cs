using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>What a violated margin costs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SvmLoss>))]
public enum SvmLoss
{
    /// <summary><c>C max(0, 1 - margin)</c>.</summary>
    Hinge,

    /// <summary><c>C max(0, 1 - margin)^2</c>; only with <see cref="SvmSolver.DualCoordinateDescent"/>.</summary>
    SquaredHinge,
}
