using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// Stateless random numbers: value number <c>counter</c> of stream <c>stream</c> under <c>seed</c> is a pure function of the three
/// (Philox4x32-10; Salmon et al., SC 2011), so any thread can make any part of a sequence, and a resumed job goes on exactly.
/// </summary>
/// <remarks>
/// Bit-exact on every path. A stream has 2^64 values. Value 64 s + 16 w + l is word w of Philox counter 16 s + l, with the stream
/// as the counter's upper half and the seed as the key. Not for cryptography. Thread-safe, allocates nothing.
/// </remarks>
public static class CounterRandom
{
    /// <summary>One random word.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The sequence: one per purpose (initial weights, dropout of layer 2, shuffle of epoch 7, ...).</param>
    /// <param name="counter">The value's number in its sequence.</param>
    /// <returns>A uniform 32-bit integer.</returns>
    public static uint UInt32(ulong seed, ulong stream, ulong counter) => Philox.Word(seed, stream, counter);

    /// <summary>One uniform number in [0, 1), a multiple of 2^-24.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The sequence.</param>
    /// <param name="counter">The value's number in its sequence.</param>
    /// <returns>The number.</returns>
    public static float Uniform(ulong seed, ulong stream, ulong counter) => (Philox.Word(seed, stream, counter) >> 8) * (1f / 16777216f);

    /// <summary>Fills a span with uniform numbers in [low, high), values <paramref name="counter"/>, counter + 1, ...</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The sequence.</param>
    /// <param name="counter">The first value's number in its sequence.</param>
    /// <param name="target">What to fill.</param>
    /// <param name="low">Lower bound.</param>
    /// <param name="high">Upper bound; rounding may give it when it is much larger than the interval.</param>
    public static void FillUniform(ulong seed, ulong stream, ulong counter, Span<float> target, float low = 0f, float high = 1f) =>
        FillUniform(KernelPaths.Current, seed, stream, counter, target, low, high);

    /// <summary>
    /// Fills a span with normal numbers by the inverse error function in single precision (Giles, "Approximating the erfinv function",
    /// GPU Computing Gems, 2011), one word each; at most 5.4 standard deviations from the mean.
    /// </summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The sequence.</param>
    /// <param name="counter">The first value's number in its sequence.</param>
    /// <param name="target">What to fill.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    public static void FillNormal(ulong seed, ulong stream, ulong counter, Span<float> target, float mean = 0f, float deviation = 1f) =>
        FillNormal(KernelPaths.Current, seed, stream, counter, target, mean, deviation);

    /// <summary>
    /// Fills a span with a random order of 0 to length - 1 (Fisher and Yates, inside out). An index below b is
    /// <c>word * b / 2^32</c>, whose bias is below b / 2^32.
    /// </summary>
    /// <param name="target">What to fill.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">The sequence; its values 0 to length - 1 are used.</param>
    public static void Permutation(Span<int> target, ulong seed, ulong stream) => Permutation(KernelPaths.Current, target, seed, stream);

    internal static void FillUniform(KernelPath path, ulong seed, ulong stream, ulong counter, Span<float> target, float low, float high) =>
        Philox.Map(path, new UniformOperation(low, high - low), seed, stream, counter, target);

    internal static void FillNormal(KernelPath path, ulong seed, ulong stream, ulong counter, Span<float> target, float mean, float deviation) =>
        Philox.Map(path, new NormalOperation(mean, deviation), seed, stream, counter, target);

    internal static void Permutation(KernelPath path, Span<int> target, ulong seed, ulong stream)
    {
        Span<float> words = stackalloc float[Philox.Superblock];
        for (int i = 0; i < target.Length; i++)
        {
            int at = i % Philox.Superblock;
            if (at == 0)
                Philox.Map(path, default(WordOperation), seed, stream, (ulong)i, words);
            int j = (int)(((ulong)BitConverter.SingleToUInt32Bits(words[at]) * (ulong)(i + 1)) >> 32);
            target[i] = target[j];
            target[j] = i;
        }
    }

    /// <summary>The upper 24 bits, exactly representable, as a fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Fraction<TLanes>(TLanes word) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.ConvertBitsToSingle(TLanes.ShiftRightBits(word, 8)) * TLanes.Broadcast(1f / 16777216f);

    private readonly struct WordOperation : IBinaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes word, TLanes x) where TLanes : unmanaged, ILanes<TLanes> => word;
    }

    private readonly struct UniformOperation(float low, float width) : IBinaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes word, TLanes x) where TLanes : unmanaged, ILanes<TLanes> =>
            TLanes.FusedMultiplyAdd(Fraction(word), TLanes.Broadcast(width), TLanes.Broadcast(low));
    }

    private readonly struct NormalOperation(float mean, float deviation) : IBinaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes word, TLanes x) where TLanes : unmanaged, ILanes<TLanes>
        {
            // z = (n + 1/2) 2^-23 with n a signed 24-bit integer: exact, symmetric, never -1, 0 or 1.
            TLanes one = TLanes.Broadcast(1f);
            TLanes n = TLanes.ConvertBitsToSingle(TLanes.ShiftRightSignedBits(word, 8));
            TLanes z = (n + TLanes.Broadcast(0.5f)) * TLanes.Broadcast(1f / 8388608f);
            TLanes w = default(TLanes) - Log.Lanes((one - z) * (one + z));
            TLanes result = TLanes.Select(TLanes.LessThan(w, TLanes.Broadcast(5f)), Centre(w), Tail(w)) * z;
            return TLanes.FusedMultiplyAdd(result, TLanes.Broadcast(1.41421356f * deviation), TLanes.Broadcast(mean));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Centre<TLanes>(TLanes w) where TLanes : unmanaged, ILanes<TLanes>
        {
            w -= TLanes.Broadcast(2.5f);
            TLanes p = TLanes.FusedMultiplyAdd(TLanes.Broadcast(2.81022636e-08f), w, TLanes.Broadcast(3.43273939e-07f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(-3.5233877e-06f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(-4.39150654e-06f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(0.00021858087f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(-0.00125372503f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(-0.00417768164f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(0.246640727f));
            return TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(1.50140941f));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Tail<TLanes>(TLanes w) where TLanes : unmanaged, ILanes<TLanes>
        {
            w = TLanes.Sqrt(w) - TLanes.Broadcast(3f);
            TLanes p = TLanes.FusedMultiplyAdd(TLanes.Broadcast(-0.000200214257f), w, TLanes.Broadcast(0.000100950558f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(0.00134934322f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(-0.00367342844f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(0.00573950773f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(-0.0076224613f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(0.00943887047f));
            p = TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(1.00167406f));
            return TLanes.FusedMultiplyAdd(p, w, TLanes.Broadcast(2.83297682f));
        }
    }
}
