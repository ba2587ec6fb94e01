using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011): ten rounds that turn a
/// 128-bit counter and a 64-bit key into four random words.
/// </summary>
internal static unsafe class Philox
{
    /// <summary>Values of one superblock: 16 counters side by side (one 512-bit register), four words each.</summary>
    public const int Superblock = 64;

    private const int Counters = 16;
    private const int Rounds = 10;

    /// <summary>
    /// The words of counters 16 s to 16 s + 15 of a stream: word w of counter 16 s + l at <c>target[16 w + l]</c>, so that
    /// a register of any width writes neighbours.
    /// </summary>
    // SAFETY: numbers holds 0 to 15, target Superblock words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Words<TLanes>(ulong seed, ulong stream, ulong superblock, uint* numbers, float* target)
        where TLanes : unmanaged, IWideLanes<TLanes>
    {
        for (int group = 0; group < Counters; group += TLanes.Count)
        {
            // The low word is a multiple of 16, so adding a counter's number never carries.
            // Even and odd counters apart, each in the even half of 64 bits, which is where the multiplier reads and writes.
            TLanes c0 = TLanes.AddBits(TLanes.LoadBits(numbers + group), TLanes.BroadcastBits((uint)(superblock << 4)));
            TLanes d0 = TLanes.OddToEvenBits(c0);
            TLanes c1 = TLanes.BroadcastBits((uint)(superblock >> 28)), d1 = c1;
            TLanes c2 = TLanes.BroadcastBits((uint)stream), d2 = c2;
            TLanes c3 = TLanes.BroadcastBits((uint)(stream >> 32)), d3 = c3;
            uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
            for (int round = 0; round < Rounds; round++)
            {
                TLanes key0 = TLanes.BroadcastBits(k0), key1 = TLanes.BroadcastBits(k1);
                Round(ref c0, ref c1, ref c2, ref c3, key0, key1);
                Round(ref d0, ref d1, ref d2, ref d3, key0, key1);
                k0 += 0x9E37_79B9;
                k1 += 0xBB67_AE85;
            }
            c0 = TLanes.InterleaveEvenBits(c0, d0);
            c1 = TLanes.InterleaveEvenBits(c1, d1);
            c2 = TLanes.InterleaveEvenBits(c2, d2);
            c3 = TLanes.InterleaveEvenBits(c3, d3);
            TLanes.Store(c0, target + group);
            TLanes.Store(c1, target + group + Counters);
            TLanes.Store(c2, target + group + (2 * Counters));
            TLanes.Store(c3, target + group + (3 * Counters));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TLanes>(ref TLanes c0, ref TLanes c1, ref TLanes c2, ref TLanes c3, TLanes key0, TLanes key1)
        where TLanes : unmanaged, IWideLanes<TLanes>
    {
        TLanes p0 = TLanes.MultiplyEvenBits(TLanes.BroadcastBits(0xD251_1F53), c0);
        TLanes p1 = TLanes.MultiplyEvenBits(TLanes.BroadcastBits(0xCD9E_8D57), c2);
        c0 = TLanes.OddToEvenBits(p1) ^ c1 ^ key0;
        c1 = p1;
        c2 = TLanes.OddToEvenBits(p0) ^ c3 ^ key1;
        c3 = p0;
    }

    /// <summary>The specification: four words of one 128-bit counter under one key.</summary>
    public static (uint W0, uint W1, uint W2, uint W3) Reference(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = 0xD251_1F53UL * c0, p1 = 0xCD9E_8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E37_79B9;
            k1 += 0xBB67_AE85;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>Value number <paramref name="counter"/> of a stream, in the order of <see cref="Words"/>.</summary>
    public static uint Word(ulong seed, ulong stream, ulong counter)
    {
        ulong block = (counter / Superblock * Counters) + (counter % Counters);
        (uint w0, uint w1, uint w2, uint w3) = Reference(
            (uint)block, (uint)(block >> 32), (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32));
        return ((counter / Counters) % 4) switch
        {
            0 => w0,
            1 => w1,
            2 => w2,
            _ => w3,
        };
    }

    /// <summary><c>x[i] = f(word(counter + i), x[i])</c>.</summary>
    public static void Map<TOperation>(KernelPath path, TOperation operation, ulong seed, ulong stream, ulong counter, Span<float> x)
        where TOperation : struct, IBinaryOperation
    {
        // SAFETY: x stays pinned, and every access is below its length.
        fixed (float* p = x)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Map<Lanes512, TOperation>(operation, seed, stream, counter, p, x.Length);
                    break;
                case KernelPath.V256:
                    Map<Lanes256, TOperation>(operation, seed, stream, counter, p, x.Length);
                    break;
                case KernelPath.V128:
                    Map<Lanes128, TOperation>(operation, seed, stream, counter, p, x.Length);
                    break;
                default:
                    for (int i = 0; i < x.Length; i++)
                    {
                        Lanes1 word = Lanes1.BroadcastBits(Word(seed, stream, counter + (ulong)i));
                        x[i] = operation.Apply(word, new Lanes1(x[i])).Value;
                    }
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TLanes, TOperation>(TOperation operation, ulong seed, ulong stream, ulong counter, float* x, nint length)
        where TLanes : unmanaged, IWideLanes<TLanes>
        where TOperation : struct, IBinaryOperation
    {
        uint* numbers = stackalloc uint[Counters] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
        float* words = stackalloc float[Superblock];
        float* partial = stackalloc float[Superblock];
        int skip = (int)(counter % Superblock);
        ulong superblock = counter / Superblock;
        for (nint at = 0; at < length; superblock++)
        {
            int count = (int)Math.Min(Superblock - skip, length - at);
            Words<TLanes>(seed, stream, superblock, numbers, words);
            // A block of which only some values are wanted is worked on in a copy.
            float* target = count == Superblock ? x + at : partial;
            if (count < Superblock)
            {
                new Span<float>(partial, Superblock).Clear();
                new Span<float>(x + at, count).CopyTo(new Span<float>(partial + skip, count));
            }
            for (int i = 0; i < Superblock; i += TLanes.Count)
                TLanes.Store(operation.Apply(TLanes.Load(words + i), TLanes.Load(target + i)), target + i);
            if (count < Superblock)
                new Span<float>(partial + skip, count).CopyTo(new Span<float>(x + at, count));
            at += count;
            skip = 0;
        }
    }
}
