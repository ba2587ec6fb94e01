using Slipway.Models;

namespace Slipway;

/// <summary>
/// What the support vector machines share: kernel, cost, stopping. The dual is solved to LIBSVM's optimum by decomposition into working sets
/// whose kernel rows are computed together by matrix products (<c>Slipway.Kernels.Gemm</c>), with SMO inside (Fan, Chen and Lin, JMLR 6, 2005).
/// </summary>
/// <remarks>
/// All training rows are held in memory; time grows with the square of their number. Scale the features first. Results do not depend on
/// threads, cache or vector width.
/// </remarks>
public abstract record SvmAlgorithm : Algorithm
{
    internal const int MaximumDegree = 32;

    /// <summary>The kernel. Default RBF.</summary>
    public SvmKernel Kernel { get; init; }

    /// <summary>Cost of a violated margin, multiplied by the row's weight. Default 1; greater than 0.</summary>
    [Bounds(0, 1e9, MinimumExclusive = true)]
    public double C { get; init; } = 1;

    /// <summary>The kernel's gamma; null, the default, means <see cref="GammaRule"/>. Greater than 0. Not used by the linear kernel.</summary>
    [Bounds(0, 1e9, MinimumExclusive = true)]
    public double? Gamma { get; init; }

    /// <summary>How gamma follows from the rows when <see cref="Gamma"/> is null. Default <see cref="SvmGamma.Scale"/>.</summary>
    public SvmGamma GammaRule { get; init; }

    /// <summary>Degree of the polynomial kernel. Default 3; 1 to 32.</summary>
    [Bounds(1, MaximumDegree)]
    public int Degree { get; init; } = 3;

    /// <summary>Constant of the polynomial and the sigmoid kernel. Default 0.</summary>
    [Bounds(-1e9, 1e9)]
    public double Coef0 { get; init; }

    /// <summary>The violation of the optimality conditions at which training ends, as in LIBSVM. Default 1e-3; greater than 0.</summary>
    [Bounds(0, 1, MinimumExclusive = true)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Memory for kernel rows in MiB, for all threads together. Default 1024; 0 computes every row again when it is needed.</summary>
    [Bounds(0, 1 << 24)]
    public int CacheMegabytes { get; init; } = 1024;

    /// <summary>Whether rows that seem settled are left out until the others are solved. Default true. The optimum is the same.</summary>
    public bool Shrinking { get; init; } = true;

    /// <summary>Most steps on a pair of variables (of one pair of classes). Default 100 million; at least 1.</summary>
    [Bounds(1, int.MaxValue)]
    public int MaxIterations { get; init; } = 100_000_000;

    internal override TimeSpan Extrapolate(TimeSpan measured, int steps, long sampledRows, long rows)
    {
        // A working set costs in proportion to the rows; about three times as many sets as it takes to hold every row once are needed.
        var sets = Math.Max(steps, 3.0 * rows / SmoSettings.DefaultWorkingSet);
        return measured / steps * sets * ((double)rows / sampledRows);
    }

    internal SmoSettings Settings(TrainingContext context, int threads, int parallel) => new(
        Tolerance, MaxIterations, context.MaxSteps ?? int.MaxValue, ((long)CacheMegabytes << 20) / parallel, Shrinking, threads)
    {
        CancellationToken = context.CancellationToken,
        StopRequested = () => context.StopRequested,
    };

    internal SvmKernelFunction KernelFor(SvmRows rows)
    {
        var gamma = Kernel == SvmKernel.Linear ? 1 : Gamma ?? (GammaRule == SvmGamma.Auto ? 1.0 / Math.Max(1, rows.Width) : Scale(rows));
        return new SvmKernelFunction(Kernel, (float)gamma, (float)Coef0, Degree);
    }

    /// <summary>Rows as the kernel is computed with: centred when that changes no kernel value but rounding.</summary>
    internal static SvmRows ForTraining(SvmRows rows, SvmKernel kernel) =>
        kernel == SvmKernel.Rbf && !rows.IsSparse ? rows.Centred(rows.Means()) : rows;

    private static double Scale(SvmRows rows)
    {
        var cells = (double)rows.Count * rows.Width;
        double sum = 0, squares = 0;
        foreach (var value in rows.Values)
        {
            sum += value;
        }

        var mean = cells > 0 ? sum / cells : 0;
        foreach (var value in rows.Values)
        {
            squares += (value - mean) * (value - mean);
        }

        squares += (cells - rows.Values.Length) * mean * mean;
        return squares > 0 ? cells / (rows.Width * squares) : 1;
    }
}
