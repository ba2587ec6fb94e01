namespace Slipway.Kernels;

/// <summary>An element-wise function that a matrix product can apply to its result while it is still in cache.</summary>
public enum Activation
{
    /// <summary>The identity.</summary>
    None,

    /// <summary><c>max(x, 0)</c>; see <see cref="Kernels.Relu"/>.</summary>
    Relu,

    /// <summary>The hyperbolic tangent; see <see cref="Kernels.Tanh"/>.</summary>
    Tanh,

    /// <summary>The Gaussian error linear unit, tanh form; see <see cref="Kernels.Gelu"/>.</summary>
    Gelu,

    /// <summary>The logistic function; see <see cref="Kernels.Sigmoid"/>.</summary>
    Sigmoid,
}
