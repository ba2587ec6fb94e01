using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How a linear classifier is minimised. The minimum is the same; the names are scikit-learn's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinearSolver>))]
public enum LinearSolver
{
    /// <summary>
    /// Newton's method where it applies (two classes, logistic or squared hinge loss, no L1 penalty): <see cref="NewtonCholesky"/> up to 512
    /// features with at least four rows each and at most 32 values a row if sparse, otherwise <see cref="NewtonCg"/>. Elsewhere <see cref="Lbfgs"/>.
    /// </summary>
    Auto,

    /// <summary>L-BFGS (OWL-QN with an L1 penalty): every loss, any number of classes, any penalty.</summary>
    Lbfgs,

    /// <summary>Truncated Newton with conjugate gradients, as LIBLINEAR's primal solvers: many features.</summary>
    NewtonCg,

    /// <summary>Newton's method with the whole Hessian: far more rows than features. Memory grows with the square of the features; at most 4,096.</summary>
    NewtonCholesky,
}
