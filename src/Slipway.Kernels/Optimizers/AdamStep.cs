using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// One step of Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1) or AdamW (Loshchilov and Hutter, arXiv:1711.05101, algorithm 2), in
/// one pass over weights w, gradient g and moments m and v:
/// <c>g = scale g + L2 w</c>, <c>m = b1 m + (1 - b1) g</c>, <c>v = b2 v + (1 - b2) g^2</c>,
/// <c>w = w (1 - rate decay) - (rate / c1) m / (sqrt(v) / sqrt(c2) + epsilon)</c>.
/// </summary>
/// <remarks>Bit-exact on every path. The gradient is not changed. Thread-safe on disjoint spans, allocates nothing.</remarks>
public static unsafe class AdamStep
{
    /// <summary>Updates weights and both moments.</summary>
    /// <param name="settings">The scalars of this step.</param>
    /// <param name="weights">The weights w.</param>
    /// <param name="gradient">The gradient g, as long as the weights.</param>
    /// <param name="mean">The first moment m, zeros before step 1.</param>
    /// <param name="square">The second moment v, zeros before step 1.</param>
    /// <exception cref="ArgumentException">Lengths differ, spans overlap, or epsilon or a bias correction is not positive.</exception>
    public static void Apply(
        in AdamSettings settings, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> square) =>
        Apply(KernelPaths.Current, settings, weights, gradient, mean, square);

    internal static void Apply(
        KernelPath path, in AdamSettings settings, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> square)
    {
        Arguments.SameLength(weights.Length, gradient.Length, nameof(gradient));
        Arguments.SameLength(weights.Length, mean.Length, nameof(mean));
        Arguments.SameLength(weights.Length, square.Length, nameof(square));
        Arguments.NoOverlap(gradient, weights, nameof(gradient));
        Arguments.NoOverlap(mean, weights, nameof(mean));
        Arguments.NoOverlap(square, weights, nameof(square));
        Arguments.NoOverlap(gradient, mean, nameof(gradient));
        Arguments.NoOverlap(gradient, square, nameof(gradient));
        Arguments.NoOverlap(mean, square, nameof(mean));
        if (!(settings.Epsilon > 0 && settings.BiasCorrection1 > 0 && settings.BiasCorrection2 > 0))
            Arguments.Throw("Epsilon and both bias corrections must be positive.", nameof(settings));
        var scalars = new Scalars(settings);
        // SAFETY: four spans of one length, pinned.
        fixed (float* w = weights, g = gradient, m = mean, v = square)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Vectorized<Lanes512>(scalars, w, g, m, v, weights.Length);
                    break;
                case KernelPath.V256:
                    Vectorized<Lanes256>(scalars, w, g, m, v, weights.Length);
                    break;
                case KernelPath.V128:
                    Vectorized<Lanes128>(scalars, w, g, m, v, weights.Length);
                    break;
                default:
                    Reference(scalars, w, g, m, v, weights.Length);
                    break;
            }
        }
    }

    private static void Reference(in Scalars s, float* weights, float* gradient, float* mean, float* square, int length)
    {
        for (int i = 0; i < length; i++)
        {
            float w = weights[i];
            float g = MathF.FusedMultiplyAdd(s.L2, w, gradient[i] * s.GradientScale);
            float m = MathF.FusedMultiplyAdd(s.Beta1, mean[i], s.OneMinusBeta1 * g);
            float v = MathF.FusedMultiplyAdd(s.Beta2, square[i], s.OneMinusBeta2 * g * g);
            mean[i] = m;
            square[i] = v;
            weights[i] = MathF.FusedMultiplyAdd(w, s.Keep, s.NegativeStep * m / MathF.FusedMultiplyAdd(MathF.Sqrt(v), s.InverseRoot2, s.Epsilon));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized<TLanes>(in Scalars scalars, float* weights, float* gradient, float* mean, float* square, nint length)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Scalars s = scalars;
        nint i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
        {
            TLanes w = Update(s, TLanes.Load(weights + i), TLanes.Load(gradient + i), TLanes.Load(mean + i), TLanes.Load(square + i), out TLanes m, out TLanes v);
            TLanes.Store(m, mean + i);
            TLanes.Store(v, square + i);
            TLanes.Store(w, weights + i);
        }
        if (i < length)
        {
            TLanes mask = TLanes.FirstLanes((int)(length - i));
            TLanes w = Update(
                s,
                TLanes.LoadMasked(weights + i, mask),
                TLanes.LoadMasked(gradient + i, mask),
                TLanes.LoadMasked(mean + i, mask),
                TLanes.LoadMasked(square + i, mask),
                out TLanes m,
                out TLanes v);
            TLanes.StoreMasked(m, mean + i, mask);
            TLanes.StoreMasked(v, square + i, mask);
            TLanes.StoreMasked(w, weights + i, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Update<TLanes>(in Scalars s, TLanes w, TLanes g, TLanes m, TLanes v, out TLanes newMean, out TLanes newSquare)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        g = TLanes.FusedMultiplyAdd(TLanes.Broadcast(s.L2), w, g * TLanes.Broadcast(s.GradientScale));
        m = TLanes.FusedMultiplyAdd(TLanes.Broadcast(s.Beta1), m, TLanes.Broadcast(s.OneMinusBeta1) * g);
        v = TLanes.FusedMultiplyAdd(TLanes.Broadcast(s.Beta2), v, TLanes.Broadcast(s.OneMinusBeta2) * g * g);
        newMean = m;
        newSquare = v;
        TLanes denominator = TLanes.FusedMultiplyAdd(TLanes.Sqrt(v), TLanes.Broadcast(s.InverseRoot2), TLanes.Broadcast(s.Epsilon));
        return TLanes.FusedMultiplyAdd(w, TLanes.Broadcast(s.Keep), TLanes.Broadcast(s.NegativeStep) * m / denominator);
    }

    /// <summary>What the loop needs, computed once in double.</summary>
    private readonly struct Scalars(in AdamSettings settings)
    {
        public readonly float GradientScale = settings.GradientScale;
        public readonly float L2 = settings.L2;
        public readonly float Beta1 = settings.Beta1;
        public readonly float OneMinusBeta1 = (float)(1.0 - settings.Beta1);
        public readonly float Beta2 = settings.Beta2;
        public readonly float OneMinusBeta2 = (float)(1.0 - settings.Beta2);
        public readonly float Keep = (float)(1.0 - ((double)settings.LearningRate * settings.DecoupledDecay));
        public readonly float NegativeStep = (float)(-(double)settings.LearningRate / settings.BiasCorrection1);
        public readonly float InverseRoot2 = (float)(1.0 / Math.Sqrt(settings.BiasCorrection2));
        public readonly float Epsilon = settings.Epsilon;
    }
}
