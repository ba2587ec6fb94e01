namespace Slipway;

/// <summary>A solved dual problem.</summary>
/// <param name="Coefficients">b, one for each row: of a regressor the sum of its two variables.</param>
/// <param name="Bias">What is added to the kernel expansion.</param>
/// <param name="Objective">The dual objective, as LIBSVM counts it (to be minimised).</param>
/// <param name="Expansion">K b, one for each row.</param>
/// <param name="Iterations">Steps on a pair of variables.</param>
/// <param name="Rounds">Working sets.</param>
/// <param name="KernelRows">Kernel rows that were computed.</param>
/// <param name="Violation">The largest violation of the optimality conditions at the end.</param>
/// <param name="Converged">Whether it is within the tolerance.</param>
internal sealed record SmoSolution(
    double[] Coefficients, double Bias, double Objective, double[] Expansion, long Iterations, int Rounds, long KernelRows, double Violation, bool Converged);
