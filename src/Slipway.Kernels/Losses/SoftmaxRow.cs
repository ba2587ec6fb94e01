using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>What <see cref="Softmax"/> and <see cref="SoftmaxCrossEntropy"/> share: the exponentials of one row and their sum.</summary>
internal static unsafe class SoftmaxRow
{
    /// <summary>Rows worked on together: a multiple of the lanes of every path.</summary>
    public const int ChunkRows = 64;

    /// <summary>The specification: replaces <c>x[j]</c> by <c>e^(x[j] - max)</c>; sums in the fixed order of 16 lanes.</summary>
    public static float Reference(float* x, int classes, out float maximum)
    {
        maximum = float.NegativeInfinity;
        for (int j = 0; j < classes; j++)
        {
            if (x[j] > maximum)
                maximum = x[j];
        }
        float* lanes = stackalloc float[FixedOrder.RowLanes];
        new Span<float>(lanes, FixedOrder.RowLanes).Clear();
        for (int j = 0; j < classes; j++)
        {
            x[j] = Exp.Of(x[j] - maximum);
            lanes[j % FixedOrder.RowLanes] += x[j];
        }
        return FixedOrder.Fold(lanes, FixedOrder.RowLanes);
    }

    // SAFETY: x has classes floats; lanes has RowLanes floats.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Vectorized<TLanes>(float* x, int classes, float* lanes, out float maximum)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes lowest = TLanes.Broadcast(float.NegativeInfinity);
        TLanes largest = lowest;
        int j = 0;
        for (; j <= classes - TLanes.Count; j += TLanes.Count)
            largest = TLanes.Larger(TLanes.Load(x + j), largest);
        if (j < classes)
        {
            TLanes mask = TLanes.FirstLanes(classes - j);
            largest = TLanes.Larger(TLanes.Select(mask, TLanes.LoadMasked(x + j, mask), lowest), largest);
        }
        float max = TLanes.Maximum(largest);
        maximum = max;

        TLanes shift = TLanes.Broadcast(max);
        for (int group = 0; group < FixedOrder.RowLanes; group += TLanes.Count)
        {
            TLanes sum = default;
            for (j = group; j <= classes - TLanes.Count; j += FixedOrder.RowLanes)
            {
                TLanes e = Exp.Lanes(TLanes.Load(x + j) - shift);
                TLanes.Store(e, x + j);
                sum += e;
            }
            if (j < classes)
            {
                TLanes mask = TLanes.FirstLanes(classes - j);
                TLanes e = Exp.Lanes(TLanes.LoadMasked(x + j, mask) - shift) & mask;
                TLanes.StoreMasked(e, x + j, mask);
                sum += e;
            }
            TLanes.Store(sum, lanes + group);
        }
        return FixedOrder.Fold(lanes, FixedOrder.RowLanes);
    }

    /// <summary>
    /// A row that fits one register; the lanes that a wider row would fill are zero in the fixed order. The exponentials go to a slot of
    /// their own: were they stored in the row, the next row's masked load would wait for that masked store, whose address range it overlaps
    /// (128 rows of 10: 8.5 us; with slots and chunks of rows 1.9 us).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Narrow<TLanes>(float* row, TLanes mask, float* exponentials, out float maximum)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes lowest = TLanes.Broadcast(float.NegativeInfinity), x = TLanes.LoadMasked(row, mask);
        // The right operand, lowest, replaces NaN, which must not win.
        maximum = TLanes.Maximum(TLanes.Larger(TLanes.Select(mask, x, lowest), lowest));
        TLanes e = Exp.Lanes(x - TLanes.Broadcast(maximum)) & mask;
        TLanes.Store(e, exponentials);
        return TLanes.Sum(e);
    }

    /// <summary><c>x[j] *= factor</c>, then <c>x[j] *= weight</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale<TLanes>(float* x, int classes, float factor, float weight) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes f = TLanes.Broadcast(factor), w = TLanes.Broadcast(weight);
        int j = 0;
        for (; j <= classes - TLanes.Count; j += TLanes.Count)
            TLanes.Store(TLanes.Load(x + j) * f * w, x + j);
        if (j < classes)
        {
            TLanes mask = TLanes.FirstLanes(classes - j);
            TLanes.StoreMasked(TLanes.LoadMasked(x + j, mask) * f * w, x + j, mask);
        }
    }
}
