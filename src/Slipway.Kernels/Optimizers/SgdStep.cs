using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// One step of stochastic gradient descent with momentum (Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and
/// momentum in deep learning", ICML 2013, in the form the field uses), in one pass over weights w, gradient g and velocity u:
/// <c>g = scale g + decay w</c>, <c>u = momentum u + g</c>, <c>w = w - rate u</c>, or Nesterov's <c>w = w - rate (g + momentum u)</c>.
/// </summary>
/// <remarks>Bit-exact on every path. The gradient is not changed. Thread-safe on disjoint spans, allocates nothing.</remarks>
public static unsafe class SgdStep
{
    /// <summary>Updates the weights and the velocity.</summary>
    /// <param name="settings">The scalars of this step.</param>
    /// <param name="weights">The weights w.</param>
    /// <param name="gradient">The gradient g, as long as the weights.</param>
    /// <param name="velocity">The velocity u, zeros before the first step; may be empty when the momentum is 0, and is then not used.</param>
    /// <exception cref="ArgumentException">Lengths differ or spans overlap.</exception>
    public static void Apply(in SgdSettings settings, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> velocity = default) =>
        Apply(KernelPaths.Current, settings, weights, gradient, velocity);

    internal static void Apply(
        KernelPath path, in SgdSettings settings, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> velocity)
    {
        Arguments.SameLength(weights.Length, gradient.Length, nameof(gradient));
        Arguments.NoOverlap(gradient, weights, nameof(gradient));
        if (settings.Momentum == 0)
        {
            Elementwise.Binary(path, new Plain(settings), weights, gradient, weights, nameof(weights), nameof(gradient));
            return;
        }
        Arguments.SameLength(weights.Length, velocity.Length, nameof(velocity));
        Arguments.NoOverlap(velocity, weights, nameof(velocity));
        Arguments.NoOverlap(gradient, velocity, nameof(gradient));
        // SAFETY: three spans of one length, pinned.
        fixed (float* w = weights, g = gradient, u = velocity)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Vectorized<Lanes512>(settings, w, g, u, weights.Length);
                    break;
                case KernelPath.V256:
                    Vectorized<Lanes256>(settings, w, g, u, weights.Length);
                    break;
                case KernelPath.V128:
                    Vectorized<Lanes128>(settings, w, g, u, weights.Length);
                    break;
                default:
                    Reference(settings, w, g, u, weights.Length);
                    break;
            }
        }
    }

    private static void Reference(in SgdSettings settings, float* weights, float* gradient, float* velocity, int length)
    {
        float rate = settings.LearningRate, momentum = settings.Momentum;
        for (int i = 0; i < length; i++)
        {
            float g = MathF.FusedMultiplyAdd(settings.WeightDecay, weights[i], gradient[i] * settings.GradientScale);
            float u = MathF.FusedMultiplyAdd(momentum, velocity[i], g);
            velocity[i] = u;
            float step = settings.Nesterov ? MathF.FusedMultiplyAdd(momentum, u, g) : u;
            weights[i] = MathF.FusedMultiplyAdd(-rate, step, weights[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized<TLanes>(in SgdSettings settings, float* weights, float* gradient, float* velocity, nint length)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes rate = TLanes.Broadcast(-settings.LearningRate), momentum = TLanes.Broadcast(settings.Momentum);
        TLanes decay = TLanes.Broadcast(settings.WeightDecay), scale = TLanes.Broadcast(settings.GradientScale);
        bool nesterov = settings.Nesterov;
        nint i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
        {
            TLanes w = TLanes.Load(weights + i);
            TLanes g = TLanes.FusedMultiplyAdd(decay, w, TLanes.Load(gradient + i) * scale);
            TLanes u = TLanes.FusedMultiplyAdd(momentum, TLanes.Load(velocity + i), g);
            TLanes step = nesterov ? TLanes.FusedMultiplyAdd(momentum, u, g) : u;
            TLanes.Store(u, velocity + i);
            TLanes.Store(TLanes.FusedMultiplyAdd(rate, step, w), weights + i);
        }
        Reference(settings, weights + i, gradient + i, velocity + i, (int)(length - i));
    }

    private readonly struct Plain(SgdSettings settings) : IBinaryOperation
    {
        private readonly float _negativeRate = -settings.LearningRate;
        private readonly float _decay = settings.WeightDecay;
        private readonly float _scale = settings.GradientScale;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes w, TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
        {
            TLanes g = TLanes.FusedMultiplyAdd(TLanes.Broadcast(_decay), w, gradient * TLanes.Broadcast(_scale));
            return TLanes.FusedMultiplyAdd(TLanes.Broadcast(_negativeRate), g, w);
        }
    }
}
