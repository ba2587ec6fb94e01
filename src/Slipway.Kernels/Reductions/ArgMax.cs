using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>The index of the largest element; the first of equals. NaN never wins.</summary>
/// <remarks>Exact on every path. Thread-safe, allocates nothing.</remarks>
public static unsafe class ArgMax
{
    /// <summary>The index of the largest element, or -1 when there is none but NaN.</summary>
    /// <param name="x">The vector.</param>
    /// <returns>The first index of the maximum.</returns>
    public static int Of(ReadOnlySpan<float> x) => Of(KernelPaths.Current, x);

    /// <summary>The column of the largest element of each row.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="x">The matrix [rows x columns], row-major and dense.</param>
    /// <param name="indices">One index per row; -1 for a row of NaN.</param>
    public static void Rows(int rows, int columns, ReadOnlySpan<float> x, Span<int> indices)
    {
        Arguments.NotNegative(rows, nameof(rows));
        Arguments.NotNegative(columns, nameof(columns));
        Arguments.AtLeast((long)rows * columns, x.Length, nameof(x));
        Arguments.SameLength(rows, indices.Length, nameof(indices));
        KernelPath path = KernelPaths.Current;
        for (int i = 0; i < rows; i++)
            indices[i] = Of(path, x.Slice(i * columns, columns));
    }

    internal static int Of(KernelPath path, ReadOnlySpan<float> x)
    {
        // SAFETY: x stays pinned, and every read is below its length.
        fixed (float* p = x)
        {
            // Few elements: the vector path's second look costs more than it saves.
            return x.Length < 32 ? Reference(p, x.Length) : path switch
            {
                KernelPath.V512 => Vectorized<Lanes512>(p, x.Length),
                KernelPath.V256 => Vectorized<Lanes256>(p, x.Length),
                KernelPath.V128 => Vectorized<Lanes128>(p, x.Length),
                _ => Reference(p, x.Length),
            };
        }
    }

    private static int Reference(float* x, int length)
    {
        int best = -1;
        for (int i = 0; i < length; i++)
        {
            if (best < 0 ? !float.IsNaN(x[i]) : x[i] > x[best])
                best = i;
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Vectorized<TLanes>(float* x, int length) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes largest = TLanes.Broadcast(float.NegativeInfinity), second = largest, third = largest, fourth = largest;
        int i = 0;
        for (; i <= length - (4 * TLanes.Count); i += 4 * TLanes.Count)
        {
            largest = TLanes.Larger(TLanes.Load(x + i), largest);
            second = TLanes.Larger(TLanes.Load(x + i + TLanes.Count), second);
            third = TLanes.Larger(TLanes.Load(x + i + (2 * TLanes.Count)), third);
            fourth = TLanes.Larger(TLanes.Load(x + i + (3 * TLanes.Count)), fourth);
        }
        largest = TLanes.Larger(TLanes.Larger(largest, second), TLanes.Larger(third, fourth));
        for (; i <= length - TLanes.Count; i += TLanes.Count)
            largest = TLanes.Larger(TLanes.Load(x + i), largest);
        float* lanes = stackalloc float[TLanes.Count];
        TLanes.Store(largest, lanes);
        float maximum = lanes[0];
        for (int lane = 1; lane < TLanes.Count; lane++)
            maximum = lanes[lane] > maximum ? lanes[lane] : maximum;
        for (; i < length; i++)
            maximum = x[i] > maximum ? x[i] : maximum;
        // The maximum is an element, so this finds it; unless it is the initial -infinity over NaN alone.
        return new ReadOnlySpan<float>(x, length).IndexOf(maximum);
    }
}
