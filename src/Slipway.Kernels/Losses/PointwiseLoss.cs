using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The sum of a loss over predictions and targets, and its gradient, in one pass: <c>sum_i w[i] loss(p[i], y[i])</c> and
/// <c>gradient[i] = scale w[i] loss'(p[i], y[i])</c>. See <see cref="PointwiseLossKind"/> for the formulas.
/// </summary>
/// <remarks>
/// Bit-exact on every path: w[i] loss[i] is a float, and the sum is in double over 8 fixed lanes. The logistic loss is within
/// 2e-7 * max(1, loss) per element. Thread-safe, allocates nothing.
/// </remarks>
public static unsafe class PointwiseLoss
{
    /// <summary>Losses that wait in one buffer for the double sum: a multiple of the lanes of every path.</summary>
    private const int Chunk = 64;

    /// <summary>Writes the gradient and returns the weighted sum of losses (not scaled).</summary>
    /// <param name="kind">The loss.</param>
    /// <param name="parameter">The kind's parameter; ignored by kinds without one.</param>
    /// <param name="predictions">Predictions, or scores (logits) for classification losses.</param>
    /// <param name="targets">As many targets.</param>
    /// <param name="weights">As many weights; empty means 1.</param>
    /// <param name="scale">Multiplies the gradient, commonly 1 / sum of weights.</param>
    /// <param name="gradient">As long as the predictions; may be the same span.</param>
    /// <returns>The sum of weight times loss.</returns>
    /// <exception cref="ArgumentException">Lengths differ, spans overlap shifted, or the parameter is out of the kind's range.</exception>
    public static double LossAndGradient(
        PointwiseLossKind kind,
        float parameter,
        ReadOnlySpan<float> predictions,
        ReadOnlySpan<float> targets,
        ReadOnlySpan<float> weights,
        float scale,
        Span<float> gradient) =>
        LossAndGradient(KernelPaths.Current, kind, parameter, predictions, targets, weights, scale, gradient);

    internal static double LossAndGradient(
        KernelPath path,
        PointwiseLossKind kind,
        float parameter,
        ReadOnlySpan<float> predictions,
        ReadOnlySpan<float> targets,
        ReadOnlySpan<float> weights,
        float scale,
        Span<float> gradient)
    {
        Arguments.SameLength(predictions.Length, targets.Length, nameof(targets));
        Arguments.SameLength(predictions.Length, gradient.Length, nameof(gradient));
        if (!weights.IsEmpty)
            Arguments.SameLength(predictions.Length, weights.Length, nameof(weights));
        Arguments.SameOrDisjoint(predictions, gradient, nameof(predictions));
        Arguments.SameOrDisjoint(targets, gradient, nameof(targets));
        Arguments.SameOrDisjoint(weights, gradient, nameof(weights));
        CheckParameter(kind, parameter);
        // SAFETY: all spans have the same length, or weights is null.
        fixed (float* p = predictions, y = targets, w = weights, g = gradient)
        {
            return kind switch
            {
                PointwiseLossKind.Squared => Dispatch<SquaredLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.Absolute => Dispatch<AbsoluteLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.Huber => Dispatch<HuberLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.Quantile => Dispatch<QuantileLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.EpsilonInsensitive => Dispatch<EpsilonInsensitiveLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.SquaredEpsilonInsensitive => Dispatch<SquaredEpsilonInsensitiveLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.Logistic => Dispatch<LogisticLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.Hinge => Dispatch<HingeLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.SquaredHinge => Dispatch<SquaredHingeLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                PointwiseLossKind.SmoothedHinge => Dispatch<SmoothedHingeLoss>(path, parameter, p, y, w, scale, g, predictions.Length),
                _ => throw new ArgumentException($"There is no loss {(int)kind}.", nameof(kind)),
            };
        }
    }

    private static void CheckParameter(PointwiseLossKind kind, float parameter)
    {
        bool valid = kind switch
        {
            PointwiseLossKind.Huber => parameter > 0 && float.IsFinite(parameter),
            PointwiseLossKind.Quantile => parameter > 0 && parameter < 1,
            PointwiseLossKind.EpsilonInsensitive or PointwiseLossKind.SquaredEpsilonInsensitive => parameter >= 0 && float.IsFinite(parameter),
            _ => true,
        };
        if (!valid)
            Arguments.Throw($"The parameter {parameter} is out of the range of the {kind} loss.", nameof(parameter));
    }

    private static double Dispatch<TLoss>(
        KernelPath path, float parameter, float* p, float* y, float* w, float scale, float* gradient, int length)
        where TLoss : struct, IPointwiseLoss => path switch
        {
            KernelPath.V512 => Vectorized<Lanes512, TLoss>(parameter, p, y, w, scale, gradient, length),
            KernelPath.V256 => Vectorized<Lanes256, TLoss>(parameter, p, y, w, scale, gradient, length),
            KernelPath.V128 => Vectorized<Lanes128, TLoss>(parameter, p, y, w, scale, gradient, length),
            _ => Reference<TLoss>(parameter, p, y, w, scale, gradient, length),
        };

    private static double Reference<TLoss>(float parameter, float* p, float* y, float* w, float scale, float* gradient, int length)
        where TLoss : struct, IPointwiseLoss
    {
        double* lanes = stackalloc double[FixedOrder.DoubleLanes];
        new Span<double>(lanes, FixedOrder.DoubleLanes).Clear();
        for (int i = 0; i < length; i++)
        {
            float loss = default(TLoss).Loss(new Lanes1(p[i]), new Lanes1(y[i]), new Lanes1(parameter), out Lanes1 slope).Value;
            float weight = w is null ? 1f : w[i];
            lanes[i % FixedOrder.DoubleLanes] += loss * weight;
            gradient[i] = slope.Value * (weight * scale);
        }
        return FixedOrder.Fold(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Vectorized<TLanes, TLoss>(
        float parameter, float* p, float* y, float* w, float scale, float* gradient, int length)
        where TLanes : unmanaged, ILanes<TLanes>
        where TLoss : struct, IPointwiseLoss
    {
        double* lanes = stackalloc double[FixedOrder.DoubleLanes];
        new Span<double>(lanes, FixedOrder.DoubleLanes).Clear();
        float* losses = stackalloc float[Chunk];
        TLanes parameters = TLanes.Broadcast(parameter), scales = TLanes.Broadcast(scale), ones = TLanes.Broadcast(1f);
        for (int start = 0; start < length; start += Chunk)
        {
            int count = Math.Min(Chunk, length - start);
            int i = 0;
            for (; i <= count - TLanes.Count; i += TLanes.Count)
            {
                int at = start + i;
                TLanes weight = w is null ? ones : TLanes.Load(w + at);
                TLanes loss = default(TLoss).Loss(TLanes.Load(p + at), TLanes.Load(y + at), parameters, out TLanes slope);
                TLanes.Store(loss * weight, losses + i);
                TLanes.Store(slope * (weight * scales), gradient + at);
            }
            if (i < count)
            {
                int at = start + i;
                TLanes mask = TLanes.FirstLanes(count - i);
                TLanes weight = w is null ? ones : TLanes.LoadMasked(w + at, mask);
                TLanes loss = default(TLoss).Loss(
                    TLanes.LoadMasked(p + at, mask), TLanes.LoadMasked(y + at, mask), parameters, out TLanes slope);
                TLanes.StoreMasked(loss * weight, losses + i, mask);
                TLanes.StoreMasked(slope * (weight * scales), gradient + at, mask);
            }
            FixedOrder.Add(lanes, losses, count);
        }
        return FixedOrder.Fold(lanes);
    }
}
