using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The two halves of a streaming top-k:
/// <see cref="Collect(ReadOnlySpan{float}, int, float, Span{int}, out int)"/> finds the few elements that can still be among the k
/// smallest, and
/// <see cref="Partition"/> throws out those that no longer can.
/// </summary>
/// <remarks>Exact on every path. Thread-safe, allocates nothing.</remarks>
public static unsafe class TopK
{
    /// <summary>Registers that are folded before one test: nearly always nothing is found, and the fold is then the only cost.</summary>
    private const int Unroll = 8;

    /// <summary>
    /// Collects the positions of the elements that are at most <paramref name="limit"/>, in order, from <paramref name="start"/> on, until
    /// the elements end or <paramref name="positions"/> is full. NaN is never collected.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="limit">The largest element wanted.</param>
    /// <param name="positions">Receives positions in <paramref name="x"/>.</param>
    /// <param name="next">Where to go on: the length of <paramref name="x"/> when all was read.</param>
    /// <returns>How many positions were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="start"/> is negative or beyond the end.</exception>
    public static int Collect(ReadOnlySpan<float> x, int start, float limit, Span<int> positions, out int next) =>
        Collect(KernelPaths.Current, x, start, limit, positions, out next);

    /// <summary>
    /// Reorders keys, and items with them, so that the <paramref name="k"/> smallest come first, in no particular order (Hoare, Algorithm
    /// 65
    /// "Find", CACM 4(7), 1961, with the median of three as pivot).
    /// </summary>
    /// <param name="keys">The keys; no NaN.</param>
    /// <param name="items">As many items.</param>
    /// <param name="k">1 to the number of keys.</param>
    /// <returns>The largest of the k smallest keys.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there are not that many keys.</exception>
    public static float Partition(Span<float> keys, Span<int> items, int k)
    {
        Arguments.SameLength(keys.Length, items.Length, nameof(items));
        Arguments.Positive(k, nameof(k));
        Arguments.AtLeast(k, keys.Length, nameof(keys));
        int low = 0, high = keys.Length - 1;
        while (low < high)
        {
            float pivot = MedianOfThree(keys[low], keys[low + ((high - low) / 2)], keys[high]);
            int i = low, j = high;
            while (i <= j)
            {
                while (keys[i] < pivot)
                    i++;
                while (pivot < keys[j])
                    j--;
                if (i <= j)
                {
                    (keys[i], keys[j]) = (keys[j], keys[i]);
                    (items[i], items[j]) = (items[j], items[i]);
                    i++;
                    j--;
                }
            }
            if (k - 1 <= j)
                high = j;
            else if (k - 1 >= i)
                low = i;
            else
                break;
        }
        return keys[k - 1];
    }

    internal static int Collect(KernelPath path, ReadOnlySpan<float> x, int start, float limit, Span<int> positions, out int next)
    {
        if ((uint)start > (uint)x.Length)
            Arguments.Throw($"The start {start} is not in 0..{x.Length}.", nameof(start));
        // SAFETY: pinned; reads stay below x.Length, writes below positions.Length.
        fixed (float* p = x)
        fixed (int* found = positions)
        {
            return path switch
            {
                KernelPath.V512 => Vectorized<Lanes512>(p, start, x.Length, limit, found, positions.Length, out next),
                KernelPath.V256 => Vectorized<Lanes256>(p, start, x.Length, limit, found, positions.Length, out next),
                KernelPath.V128 => Vectorized<Lanes128>(p, start, x.Length, limit, found, positions.Length, out next),
                _ => Reference(p, start, x.Length, limit, found, 0, positions.Length, out next),
            };
        }
    }

    private static float MedianOfThree(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    /// <summary>The specification; goes on after <paramref name="count"/> positions.</summary>
    private static int Reference(float* x, int start, int end, float limit, int* found, int count, int capacity, out int next)
    {
        int i = start;
        for (; i < end && count < capacity; i++)
        {
            if (x[i] <= limit)
                found[count++] = i;
        }
        next = i;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Vectorized<TLanes>(float* x, int start, int end, float limit, int* found, int capacity, out int next)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int block = Unroll * TLanes.Count, count = 0, i = start;
        TLanes zero = default, infinity = TLanes.Broadcast(float.PositiveInfinity);
        for (; i <= end - block && count < capacity; i += block)
        {
            // Smaller gives its right operand when either is NaN, so NaN drops out here.
            TLanes first = infinity, second = infinity;
            for (int r = 0; r < Unroll; r += 2)
            {
                first = TLanes.Smaller(TLanes.Load(x + i + (r * TLanes.Count)), first);
                second = TLanes.Smaller(TLanes.Load(x + i + ((r + 1) * TLanes.Count)), second);
            }
            if (-TLanes.Maximum(zero - TLanes.Smaller(first, second)) > limit)
                continue;
            count = Reference(x, i, i + block, limit, found, count, capacity, out next);
            if (next < i + block)
                return count;
        }
        return Reference(x, i, end, limit, found, count, capacity, out next);
    }
}
