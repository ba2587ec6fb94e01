using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// Cross-entropy of the softmax of each row of logits [rows x classes] with an integer target, and its gradient, in one pass:
/// <c>loss = sum_i w[i] (ln sum_j e^z[i, j] - z[i, t])</c>, <c>gradient[i, j] = scale w[i] (softmax(z[i])[j] - [j = t])</c>.
/// </summary>
/// <remarks>
/// Bit-exact on every path: exponentials are summed in a fixed order of 16 lanes, losses in double by row. Each row's loss is
/// within 2e-7 * max(1, |loss|). Thread-safe, allocates nothing.
/// </remarks>
public static unsafe class SoftmaxCrossEntropy
{
    /// <summary>Elements worked on together, at most: 16 KiB, a third of the L1 cache.</summary>
    private const int ChunkElements = 4096;

    /// <summary>Replaces the logits by the gradient and returns the weighted sum of losses (not scaled).</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="classes">Number of columns, at least 1.</param>
    /// <param name="logits">The logits, row-major and dense; then the gradient.</param>
    /// <param name="targets">One class per row, 0 to classes - 1.</param>
    /// <param name="weights">One weight per row; empty means 1.</param>
    /// <param name="scale">Multiplies the gradient, commonly 1 / sum of weights.</param>
    /// <returns>The sum of weight times loss.</returns>
    /// <exception cref="ArgumentException">A span is too short or a target is out of range.</exception>
    public static double LossAndGradient(
        int rows, int classes, Span<float> logits, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights = default, float scale = 1f) =>
        LossAndGradient(KernelPaths.Current, rows, classes, logits, targets, weights, scale);

    /// <summary>The weighted sum of losses alone; the logits are used as scratch and what they hold afterwards is unspecified.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="classes">Number of columns, at least 1.</param>
    /// <param name="logits">The logits, row-major and dense; overwritten.</param>
    /// <param name="targets">One class per row, 0 to classes - 1.</param>
    /// <param name="weights">One weight per row; empty means 1.</param>
    /// <returns>The sum of weight times loss.</returns>
    /// <exception cref="ArgumentException">A span is too short or a target is out of range.</exception>
    public static double Loss(
        int rows, int classes, Span<float> logits, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights = default) =>
        Run(KernelPaths.Current, rows, classes, logits, targets, weights, 1f, withGradient: false);

    internal static double LossAndGradient(
        KernelPath path, int rows, int classes, Span<float> logits, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights, float scale) =>
        Run(path, rows, classes, logits, targets, weights, scale, withGradient: true);

    private static double Run(
        KernelPath path,
        int rows,
        int classes,
        Span<float> logits,
        ReadOnlySpan<int> targets,
        ReadOnlySpan<float> weights,
        float scale,
        bool withGradient)
    {
        Arguments.NotNegative(rows, nameof(rows));
        Arguments.Positive(classes, nameof(classes));
        Arguments.AtLeast((long)rows * classes, logits.Length, nameof(logits));
        Arguments.SameLength(rows, targets.Length, nameof(targets));
        if (!weights.IsEmpty)
            Arguments.SameLength(rows, weights.Length, nameof(weights));
        for (int i = 0; i < targets.Length; i++)
        {
            if ((uint)targets[i] >= (uint)classes)
                Arguments.Throw($"Target {targets[i]} of row {i} is not a class: there are {classes}.", nameof(targets));
        }
        // SAFETY: the lengths and targets were checked above.
        fixed (float* z = logits, w = weights)
        fixed (int* t = targets)
        {
            return path switch
            {
                KernelPath.V512 => Vectorized<Lanes512>(rows, classes, z, t, w, scale, withGradient),
                KernelPath.V256 => Vectorized<Lanes256>(rows, classes, z, t, w, scale, withGradient),
                KernelPath.V128 => Vectorized<Lanes128>(rows, classes, z, t, w, scale, withGradient),
                _ => Reference(rows, classes, z, t, w, scale, withGradient),
            };
        }
    }

    private static double Reference(int rows, int classes, float* z, int* targets, float* weights, float scale, bool withGradient)
    {
        double loss = 0;
        for (nint i = 0; i < rows; i++)
        {
            float* row = z + (i * classes);
            float weight = weights is null ? 1f : weights[i];
            float atTarget = row[targets[i]];
            float sum = SoftmaxRow.Reference(row, classes, out float maximum);
            loss += weight * ((double)Log.Of(sum) - ((double)atTarget - maximum));
            if (!withGradient)
                continue;
            float inverse = 1f / sum, factor = scale * weight;
            float gradientAtTarget = ((row[targets[i]] * inverse) - 1f) * factor;
            for (int j = 0; j < classes; j++)
                row[j] = row[j] * inverse * factor;
            row[targets[i]] = gradientAtTarget;
        }
        return loss;
    }

    // Three passes over a few rows at a time: exponentials, logarithms of the sums in registers, gradient. One row's chain of
    // maximum, exponential, sum and logarithm is some 200 cycles long; apart, the rows overlap.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Vectorized<TLanes>(int rows, int classes, float* z, int* targets, float* weights, float scale, bool withGradient)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lanes = stackalloc float[FixedOrder.RowLanes];
        float* sums = stackalloc float[SoftmaxRow.ChunkRows], maxima = stackalloc float[SoftmaxRow.ChunkRows];
        float* atTarget = stackalloc float[SoftmaxRow.ChunkRows], logs = stackalloc float[SoftmaxRow.ChunkRows];
        bool narrow = classes <= TLanes.Count;
        float* exponentials = stackalloc float[narrow ? SoftmaxRow.ChunkRows * TLanes.Count : 0];
        TLanes mask = TLanes.FirstLanes(Math.Min(classes, TLanes.Count));
        int chunk = Math.Clamp(ChunkElements / classes, 1, SoftmaxRow.ChunkRows);
        double loss = 0;
        new Span<float>(sums, SoftmaxRow.ChunkRows).Fill(1f);
        for (nint start = 0; start < rows; start += chunk)
        {
            int count = (int)Math.Min(chunk, rows - start);
            float* first = z + (start * classes);
            for (int i = 0; i < count; i++)
            {
                float* row = first + ((nint)i * classes);
                atTarget[i] = row[targets[start + i]];
                sums[i] = narrow
                    ? SoftmaxRow.Narrow(row, mask, exponentials + (i * TLanes.Count), out maxima[i])
                    : SoftmaxRow.Vectorized<TLanes>(row, classes, lanes, out maxima[i]);
            }
            for (int i = 0; i < count; i += TLanes.Count)
                TLanes.Store(Log.Lanes(TLanes.Load(sums + i)), logs + i);
            for (int i = 0; i < count; i++)
            {
                float weight = weights is null ? 1f : weights[start + i];
                loss += weight * ((double)logs[i] - ((double)atTarget[i] - maxima[i]));
            }
            if (!withGradient)
                continue;
            for (int i = 0; i < count; i++)
            {
                float* row = first + ((nint)i * classes);
                int target = targets[start + i];
                float inverse = 1f / sums[i], factor = scale * (weights is null ? 1f : weights[start + i]);
                if (narrow)
                {
                    float* e = exponentials + (i * TLanes.Count);
                    TLanes gradient = TLanes.Load(e) * TLanes.Broadcast(inverse) * TLanes.Broadcast(factor);
                    TLanes.StoreMasked(gradient, row, mask);
                    row[target] = ((e[target] * inverse) - 1f) * factor;
                }
                else
                {
                    float gradientAtTarget = ((row[target] * inverse) - 1f) * factor;
                    SoftmaxRow.Scale<TLanes>(row, classes, inverse, factor);
                    row[target] = gradientAtTarget;
                }
            }
        }
        return loss;
    }
}
