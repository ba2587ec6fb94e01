using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// Inverted dropout (Srivastava et al., JMLR 15, 2014): element i becomes 0 when value counter + i of the stream is below the rate, and is
/// multiplied by <c>1 / (1 - rate)</c> otherwise.
/// </summary>
/// <remarks>
/// No mask is stored: applying it to the gradient with the same seed, stream and counter is the backward pass.
/// A dropped element is 0 even if it was NaN. Bit-exact on every path. Thread-safe, allocates nothing.
/// </remarks>
public static class Dropout
{
    /// <summary>Drops and scales in place.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The sequence of <see cref="CounterRandom"/>, one per layer.</param>
    /// <param name="counter">The number of the first element's value: the rows seen before, times the row's length.</param>
    /// <param name="rate">Share of elements to drop, in [0, 1).</param>
    /// <param name="x">Activations, or their gradient.</param>
    /// <exception cref="ArgumentException">The rate is out of range.</exception>
    public static void Apply(ulong seed, ulong stream, ulong counter, float rate, Span<float> x) =>
        Apply(KernelPaths.Current, seed, stream, counter, rate, x);

    /// <summary>Drops and scales in place, and writes the factor of each element (0 or <c>1 / (1 - rate)</c>).</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The sequence of <see cref="CounterRandom"/>.</param>
    /// <param name="counter">The number of the first element's value.</param>
    /// <param name="rate">Share of elements to drop, in [0, 1).</param>
    /// <param name="x">Activations, or their gradient.</param>
    /// <param name="mask">As long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The rate is out of range or the lengths differ.</exception>
    public static void Apply(ulong seed, ulong stream, ulong counter, float rate, Span<float> x, Span<float> mask)
    {
        Arguments.SameLength(x.Length, mask.Length, nameof(mask));
        Arguments.NoOverlap(x, mask, nameof(x));
        mask.Fill(1f);
        Apply(KernelPaths.Current, seed, stream, counter, rate, mask);
        Apply(KernelPaths.Current, seed, stream, counter, rate, x);
    }

    internal static void Apply(KernelPath path, ulong seed, ulong stream, ulong counter, float rate, Span<float> x)
    {
        if (!(rate >= 0 && rate < 1))
            Arguments.Throw($"The rate {rate} is not in [0, 1).", nameof(rate));
        if (rate > 0)
            Philox.Map(path, new Operation(rate), seed, stream, counter, x);
    }

    private readonly struct Operation(float rate) : IBinaryOperation
    {
        private readonly float _factor = 1f / (1f - rate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes word, TLanes x) where TLanes : unmanaged, ILanes<TLanes>
        {
            TLanes dropped = TLanes.LessThan(CounterRandom.Fraction(word), TLanes.Broadcast(rate));
            return TLanes.Select(dropped, default, x * TLanes.Broadcast(_factor));
        }
    }
}
