namespace Slipway.Kernels;

/// <summary>A loss of one prediction p against one target y. Classification losses take y = 0 or 1 (s = 2 y - 1) and p as a score.</summary>
public enum PointwiseLossKind
{
    /// <summary><c>(p - y)^2 / 2</c>; gradient <c>p - y</c>.</summary>
    Squared,

    /// <summary><c>|p - y|</c>; subgradient 0 at 0.</summary>
    Absolute,

    /// <summary>Huber (1964) with parameter d &gt; 0: <c>e^2 / 2</c> for |e| up to d, else <c>d (|e| - d / 2)</c>.</summary>
    Huber,

    /// <summary>Koenker and Bassett (1978) with parameter q in (0, 1): <c>max(q (y - p), (q - 1) (y - p))</c>.</summary>
    Quantile,

    /// <summary>Parameter e, at least 0: <c>max(|p - y| - e, 0)</c>.</summary>
    EpsilonInsensitive,

    /// <summary>Parameter e, at least 0: <c>max(|p - y| - e, 0)^2 / 2</c>.</summary>
    SquaredEpsilonInsensitive,

    /// <summary><c>ln(1 + e^p) - y p</c>, y in [0, 1]; gradient <c>sigmoid(p) - y</c>.</summary>
    Logistic,

    /// <summary><c>max(1 - s p, 0)</c>; subgradient 0 at the hinge.</summary>
    Hinge,

    /// <summary><c>max(1 - s p, 0)^2 / 2</c>.</summary>
    SquaredHinge,

    /// <summary>Rennie and Srebro (2005): with z = s p, <c>1/2 - z</c> below 0, <c>(1 - z)^2 / 2</c> up to 1, else 0.</summary>
    SmoothedHinge,
}
