namespace Slipway;

/// <summary>The machine of one pair of classes. Its decision value is positive for the first of them.</summary>
/// <param name="Coefficients">One for each row of the two classes.</param>
/// <param name="Bias">Added to the kernel expansion.</param>
/// <param name="Slope">Platt's A: the probability of the first class is <c>1 / (1 + e^(A f + B))</c>.</param>
/// <param name="Offset">Platt's B.</param>
/// <param name="MeanLoss">Weighted mean of the hinge loss on the training rows.</param>
/// <param name="Rounds">Working sets.</param>
/// <param name="Iterations">Steps on pairs of variables.</param>
/// <param name="Converged">Whether the tolerance was reached.</param>
internal sealed record SvmPairResult(
    double[] Coefficients, double Bias, double Slope, double Offset, double MeanLoss, int Rounds, long Iterations, bool Converged)
{
    /// <summary>The machine of a pair of which one class has no rows.</summary>
    public static SvmPairResult Constant(int rows, int sign) => new(new double[rows], sign, -1, 0, 0, 0, 0, true);
}
