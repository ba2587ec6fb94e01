using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The smallest element of each row or of each column of a row-major matrix, and where it is: the first of equals. NaN never wins.
/// </summary>
/// <remarks>Exact on every path. Thread-safe, allocates nothing.</remarks>
public static unsafe class ArgMin
{
    /// <summary>Rows shorter than this go through the plain loop: the fold of the lanes costs more than it saves.</summary>
    private const int ShortRow = 16;

    /// <summary>The smallest element of each row.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="x">The matrix [rows x columns].</param>
    /// <param name="ldx">Distance between rows, at least <paramref name="columns"/>.</param>
    /// <param name="indices">Receives one column per row; -1 where no element is below positive infinity.</param>
    /// <param name="values">Receives the smallest element of each row; positive infinity where the index is -1.</param>
    /// <exception cref="ArgumentException">A size is negative or a span has another length.</exception>
    public static void Rows(int rows, int columns, ReadOnlySpan<float> x, int ldx, Span<int> indices, Span<float> values) =>
        Rows(KernelPaths.Current, rows, columns, x, ldx, indices, values);

    /// <summary>The smallest element of each column.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="x">The matrix [rows x columns].</param>
    /// <param name="ldx">Distance between rows, at least <paramref name="columns"/>.</param>
    /// <param name="indices">Receives one row per column; -1 where no element is below positive infinity.</param>
    /// <param name="values">Receives the smallest element of each column; positive infinity where the index is -1.</param>
    /// <exception cref="ArgumentException">A size is negative or a span has another length.</exception>
    public static void Columns(int rows, int columns, ReadOnlySpan<float> x, int ldx, Span<int> indices, Span<float> values) =>
        Columns(KernelPaths.Current, rows, columns, x, ldx, indices, values);

    internal static void Rows(KernelPath path, int rows, int columns, ReadOnlySpan<float> x, int ldx, Span<int> indices, Span<float> values)
    {
        Check(rows, columns, x, ldx, indices, values, rows);
        // SAFETY: pinned; every access is inside the ranges just checked.
        fixed (float* p = x, v = values)
        fixed (int* n = indices)
        {
            switch (columns < ShortRow ? KernelPath.Scalar : path)
            {
                case KernelPath.V512:
                    VectorizedRows<Lanes512>(rows, columns, p, ldx, n, v);
                    break;
                case KernelPath.V256:
                    VectorizedRows<Lanes256>(rows, columns, p, ldx, n, v);
                    break;
                case KernelPath.V128:
                    VectorizedRows<Lanes128>(rows, columns, p, ldx, n, v);
                    break;
                default:
                    for (int i = 0; i < rows; i++)
                        Reference(columns, p + ((nint)i * ldx), 1, n + i, v + i);
                    break;
            }
        }
    }

    internal static void Columns(KernelPath path, int rows, int columns, ReadOnlySpan<float> x, int ldx, Span<int> indices,
        Span<float> values)
    {
        Check(rows, columns, x, ldx, indices, values, columns);
        // SAFETY: pinned; every access is inside the ranges just checked.
        fixed (float* p = x, v = values)
        fixed (int* n = indices)
        {
            switch (path)
            {
                case KernelPath.V512:
                    VectorizedColumns<Lanes512>(rows, columns, p, ldx, n, v);
                    break;
                case KernelPath.V256:
                    VectorizedColumns<Lanes256>(rows, columns, p, ldx, n, v);
                    break;
                case KernelPath.V128:
                    VectorizedColumns<Lanes128>(rows, columns, p, ldx, n, v);
                    break;
                default:
                    for (int j = 0; j < columns; j++)
                        Reference(rows, p + j, ldx, n + j, v + j);
                    break;
            }
        }
    }

    private static void Check(
        int rows, int columns, ReadOnlySpan<float> x, int ldx, Span<int> indices, Span<float> values, int results)
    {
        Arguments.NotNegative(rows, nameof(rows));
        Arguments.NotNegative(columns, nameof(columns));
        Arguments.Matrix(rows, columns, ldx, x.Length, nameof(ldx), nameof(x));
        Arguments.SameLength(results, indices.Length, nameof(indices));
        Arguments.SameLength(results, values.Length, nameof(values));
        Arguments.NoOverlap(x, values, nameof(x));
    }

    /// <summary>The specification.</summary>
    private static void Reference(int count, float* x, nint step, int* index, float* value)
    {
        int best = -1;
        float smallest = float.PositiveInfinity;
        for (int i = 0; i < count; i++)
        {
            if (x[i * step] < smallest)
            {
                smallest = x[i * step];
                best = i;
            }
        }
        *index = best;
        *value = smallest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void VectorizedRows<TLanes>(int rows, int columns, float* x, nint ldx, int* indices, float* values)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        uint* lane = stackalloc uint[TLanes.Count];
        float* folded = stackalloc float[TLanes.Count];
        for (int l = 0; l < TLanes.Count; l++)
            lane[l] = (uint)l;
        TLanes first = TLanes.LoadBits(lane), step = TLanes.BroadcastBits((uint)TLanes.Count);
        for (int i = 0; i < rows; i++, x += ldx)
        {
            TLanes smallest = TLanes.Broadcast(float.PositiveInfinity), where = TLanes.BroadcastBits(uint.MaxValue), here = first;
            int j = 0;
            for (; j <= columns - TLanes.Count; j += TLanes.Count)
            {
                TLanes value = TLanes.Load(x + j);
                TLanes less = TLanes.LessThan(value, smallest);
                smallest = TLanes.Select(less, value, smallest);
                where = TLanes.Select(less, here, where);
                here = TLanes.AddBits(here, step);
            }
            if (j < columns)
            {
                TLanes used = TLanes.FirstLanes(columns - j);
                TLanes value = TLanes.LoadMasked(x + j, used);
                TLanes less = TLanes.LessThan(value, smallest) & used;
                smallest = TLanes.Select(less, value, smallest);
                where = TLanes.Select(less, here, where);
            }
            TLanes.Store(smallest, folded);
            TLanes.Store(where, (float*)lane);
            float best = folded[0];
            uint at = lane[0];
            for (int l = 1; l < TLanes.Count; l++)
            {
                if (folded[l] < best || (folded[l] == best && lane[l] < at))
                {
                    best = folded[l];
                    at = lane[l];
                }
            }
            values[i] = best;
            indices[i] = (int)at;
        }
    }

    /// <summary>Lanes are columns, so nothing is folded; four registers of them hide the latency of the comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void VectorizedColumns<TLanes>(int rows, int columns, float* x, nint ldx, int* indices, float* values)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes infinity = TLanes.Broadcast(float.PositiveInfinity), none = TLanes.BroadcastBits(uint.MaxValue);
        int j = 0;
        for (; j <= columns - (4 * TLanes.Count); j += 4 * TLanes.Count)
        {
            TLanes s0 = infinity, s1 = infinity, s2 = infinity, s3 = infinity, w0 = none, w1 = none, w2 = none, w3 = none;
            float* row = x + j;
            for (int i = 0; i < rows; i++, row += ldx)
            {
                TLanes here = TLanes.BroadcastBits((uint)i);
                Take(TLanes.Load(row), here, ref s0, ref w0);
                Take(TLanes.Load(row + TLanes.Count), here, ref s1, ref w1);
                Take(TLanes.Load(row + (2 * TLanes.Count)), here, ref s2, ref w2);
                Take(TLanes.Load(row + (3 * TLanes.Count)), here, ref s3, ref w3);
            }
            TLanes.Store(s0, values + j);
            TLanes.Store(s1, values + j + TLanes.Count);
            TLanes.Store(s2, values + j + (2 * TLanes.Count));
            TLanes.Store(s3, values + j + (3 * TLanes.Count));
            TLanes.Store(w0, (float*)indices + j);
            TLanes.Store(w1, (float*)indices + j + TLanes.Count);
            TLanes.Store(w2, (float*)indices + j + (2 * TLanes.Count));
            TLanes.Store(w3, (float*)indices + j + (3 * TLanes.Count));
        }
        for (; j < columns; j += TLanes.Count)
        {
            TLanes used = TLanes.FirstLanes(Math.Min(TLanes.Count, columns - j)), smallest = infinity, where = none;
            for (int i = 0; i < rows; i++)
                Take(TLanes.LoadMasked(x + (i * ldx) + j, used), TLanes.BroadcastBits((uint)i), ref smallest, ref where);
            TLanes.StoreMasked(smallest, values + j, used);
            TLanes.StoreMasked(where, (float*)indices + j, used);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take<TLanes>(TLanes value, TLanes here, ref TLanes smallest, ref TLanes where) where TLanes : unmanaged,
        ILanes<TLanes>
    {
        TLanes less = TLanes.LessThan(value, smallest);
        smallest = TLanes.Select(less, value, smallest);
        where = TLanes.Select(less, here, where);
    }
}
