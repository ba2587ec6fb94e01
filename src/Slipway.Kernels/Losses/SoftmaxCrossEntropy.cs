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

    /// <summary>The weighted sum of losses alone; the logits are used as scratch and left as <c>e^(z - max)</c>.</summary>
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Vectorized<TLanes>(int rows, int classes, float* z, int* targets, float* weights, float scale, bool withGradient)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lanes = stackalloc float[FixedOrder.RowLanes];
        double loss = 0;
        for (nint i = 0; i < rows; i++)
        {
            float* row = z + (i * classes);
            float weight = weights is null ? 1f : weights[i];
            float atTarget = row[targets[i]];
            float sum = SoftmaxRow.Vectorized<TLanes>(row, classes, lanes, out float maximum);
            loss += weight * ((double)Log.Of(sum) - ((double)atTarget - maximum));
            if (!withGradient)
                continue;
            float inverse = 1f / sum, factor = scale * weight;
            float gradientAtTarget = ((row[targets[i]] * inverse) - 1f) * factor;
            SoftmaxRow.Scale<TLanes>(row, classes, inverse, factor);
            row[targets[i]] = gradientAtTarget;
        }
        return loss;
    }
}
