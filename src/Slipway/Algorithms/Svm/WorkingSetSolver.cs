using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway;

/// <summary>
/// SMO on a working set whose whole kernel matrix is in the cache of the CPU: pairs chosen by second-order information (Fan, Chen and Lin,
/// JMLR 6, 2005, WSS 2), until no pair violates the optimality conditions by more than a tolerance.
/// </summary>
/// <remarks>The same bits on every machine: no sum over lanes, ties go to the lower index.</remarks>
internal sealed unsafe class WorkingSetSolver
{
    /// <summary>What stands for a curvature that is not positive.</summary>
    private const double Tau = 1e-12;
    private const int Lanes = 8;

    private readonly double[] _scores;
    private readonly double[] _openUp;
    private readonly double[] _openDown;
    private readonly double[] _diagonal;

    /// <summary>Prepares memory.</summary>
    /// <param name="capacity">Most variables of a working set.</param>
    public WorkingSetSolver(int capacity)
    {
        Stride = (capacity + Lanes - 1) / Lanes * Lanes;
        _scores = new double[Stride];
        _openUp = new double[Stride];
        _openDown = new double[Stride];
        _diagonal = new double[Stride];
        Kernel = new float[Stride * Stride];
    }

    /// <summary>Floats between rows of <see cref="Kernel"/>.</summary>
    public int Stride { get; }

    /// <summary>Kernel values between the variables of the working set; the caller fills it.</summary>
    public float[] Kernel { get; }

    /// <summary>Improves the variables in place.</summary>
    /// <param name="count">Variables in the working set.</param>
    /// <param name="scores"><c>linear - K b</c> at the start.</param>
    /// <param name="values">b; changed.</param>
    /// <param name="lower">Lower bounds.</param>
    /// <param name="upper">Upper bounds.</param>
    /// <param name="tolerance">Violation that is accepted.</param>
    /// <param name="maxIterations">Most steps.</param>
    /// <returns>Steps taken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Solve(
        int count, ReadOnlySpan<double> scores, Span<double> values, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, double tolerance,
        long maxIterations)
    {
        var padded = (count + Lanes - 1) / Lanes * Lanes;
        for (var t = 0; t < padded; t++)
        {
            var inside = t < count;
            _scores[t] = inside ? scores[t] : 0;
            _diagonal[t] = inside ? Kernel[(t * Stride) + t] : 0;
            _openUp[t] = inside && values[t] < upper[t] ? 0 : double.NegativeInfinity;
            _openDown[t] = inside && values[t] > lower[t] ? 0 : double.PositiveInfinity;
        }

        // SAFETY: the arrays have Stride elements, at least `padded`; kernel rows are Stride apart.
        fixed (double* f = _scores, up = _openUp, down = _openDown, diagonal = _diagonal)
        fixed (float* kernel = Kernel)
        {
            var none = kernel; // a step of 0 along any row only looks for the first pair
            var (i, highest, lowest) = Step(f, up, down, none, none, 0, padded);
            long iteration = 0;
            while (iteration < maxIterations && highest - lowest > tolerance)
            {
                var rowI = kernel + ((nint)i * Stride);
                var j = SecondOrder(f, down, diagonal, rowI, diagonal[i], highest, padded);
                if (j < 0)
                {
                    break;
                }

                var rowJ = kernel + ((nint)j * Stride);
                var curvature = diagonal[i] + diagonal[j] - (2 * (double)rowI[j]);
                var step = (f[i] - f[j]) / (curvature > 0 ? curvature : Tau);
                double roomI = upper[i] - values[i], roomJ = values[j] - lower[j];
                if (step >= roomI || step >= roomJ)
                {
                    step = Math.Min(roomI, roomJ);
                    // Exactly on the bound, however the sum rounds.
                    values[i] = roomI <= roomJ ? upper[i] : values[i] + step;
                    values[j] = roomJ <= roomI ? lower[j] : values[j] - step;
                }
                else
                {
                    values[i] += step;
                    values[j] -= step;
                }

                up[i] = values[i] < upper[i] ? 0 : double.NegativeInfinity;
                down[i] = values[i] > lower[i] ? 0 : double.PositiveInfinity;
                up[j] = values[j] < upper[j] ? 0 : double.NegativeInfinity;
                down[j] = values[j] > lower[j] ? 0 : double.PositiveInfinity;
                (i, highest, lowest) = Step(f, up, down, rowI, rowJ, step, padded);
                iteration++;
            }

            return iteration;
        }
    }

    /// <summary>Moves the scores and finds the highest one that may rise (with its index) and the lowest one that may fall.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Index, double Highest, double Lowest) Step(
        double* f, double* up, double* down, float* rowI, float* rowJ, double step, int count)
    {
        var factor = Vector512.Create(step);
        var best = Vector512.Create(double.NegativeInfinity);
        var bestAt = Vector512<double>.Zero;
        var least = Vector512.Create(double.PositiveInfinity);
        var at = Vector512.Create(0d, 1, 2, 3, 4, 5, 6, 7);
        for (nint t = 0; t < count; t += Lanes)
        {
            var difference = Widen(rowI + t) - Widen(rowJ + t);
            var score = Vector512.Load(f + t) - (factor * difference);
            score.Store(f + t);
            var rising = score + Vector512.Load(up + t);
            var better = Vector512.GreaterThan(rising, best);
            best = Vector512.ConditionalSelect(better, rising, best);
            bestAt = Vector512.ConditionalSelect(better, at, bestAt);
            var falling = score + Vector512.Load(down + t);
            least = Vector512.ConditionalSelect(Vector512.LessThan(falling, least), falling, least);
            at += Vector512.Create((double)Lanes);
        }

        var lowest = double.PositiveInfinity;
        for (var lane = 0; lane < Lanes; lane++)
        {
            lowest = Math.Min(lowest, least[lane]);
        }

        var (index, highest) = Best(best, bestAt);
        return (index, highest, lowest);
    }

    /// <summary>The partner that promises the largest decrease of the objective; -1 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SecondOrder(double* f, double* down, double* diagonal, float* rowI, double diagonalI, double highest, int count)
    {
        var top = Vector512.Create(highest);
        var own = Vector512.Create(diagonalI);
        var tau = Vector512.Create(Tau);
        var best = Vector512<double>.Zero;
        var bestAt = Vector512.Create(-1d);
        var at = Vector512.Create(0d, 1, 2, 3, 4, 5, 6, 7);
        for (nint t = 0; t < count; t += Lanes)
        {
            var gap = top - (Vector512.Load(f + t) + Vector512.Load(down + t));
            var row = Widen(rowI + t);
            var curvature = own + Vector512.Load(diagonal + t) - (row + row);
            curvature = Vector512.ConditionalSelect(Vector512.GreaterThan(curvature, Vector512<double>.Zero), curvature, tau);
            var gain = gap * gap / curvature;
            var better = Vector512.GreaterThan(gain, best) & Vector512.GreaterThan(gap, Vector512<double>.Zero);
            best = Vector512.ConditionalSelect(better, gain, best);
            bestAt = Vector512.ConditionalSelect(better, at, bestAt);
            at += Vector512.Create((double)Lanes);
        }

        return Best(best, bestAt).Index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(float* source) => Vector512.WidenLower(Vector512.Create(Vector256.Load(source), Vector256<float>.Zero));

    private static (int Index, double Value) Best(Vector512<double> values, Vector512<double> indices)
    {
        var value = double.NegativeInfinity;
        var index = -1d;
        for (var lane = 0; lane < Lanes; lane++)
        {
            if (values[lane] > value || (values[lane] == value && indices[lane] < index))
            {
                (value, index) = (values[lane], indices[lane]);
            }
        }

        return ((int)index, value);
    }
}
