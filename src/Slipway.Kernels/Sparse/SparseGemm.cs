using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// Products of sparse rows X [m x features] with dense row-major matrices: <c>Y = f(X W (+ Y) + bias)</c>, and the gradient of W.
/// </summary>
/// <remarks>
/// Bit-exact on every path and for every thread count: each element is one chain of fused multiply-adds in the order the entries are stored.
/// Thread-safe, allocates nothing.
/// </remarks>
public static unsafe partial class SparseGemm
{
    /// <summary>Entries times columns a thread must get before a second one pays.</summary>
    private const long WorkPerThread = 500_000;

    /// <summary>Computes <c>Y[m x n] = f(X W[features x n] (+ Y) + bias)</c>.</summary>
    /// <param name="x">The sparse rows.</param>
    /// <param name="n">Columns of W and Y; 1 is a matrix-vector product.</param>
    /// <param name="w">W, row-major.</param>
    /// <param name="ldw">Distance between the rows of W, at least n.</param>
    /// <param name="y">The result; must not overlap W.</param>
    /// <param name="ldy">Distance between the rows of Y, at least n.</param>
    /// <param name="accumulate">Whether the products are added to what Y holds.</param>
    /// <param name="epilogue">A bias per column and an activation for the finished elements.</param>
    /// <param name="maxThreads">At most this many threads share the rows, where it pays.</param>
    /// <exception cref="ArgumentException">A span is too short or Y overlaps W.</exception>
    public static void Multiply(
        CsrRows x,
        int n,
        ReadOnlySpan<float> w,
        int ldw,
        Span<float> y,
        int ldy,
        bool accumulate = false,
        GemmEpilogue epilogue = default,
        int maxThreads = 1) =>
        Multiply(KernelPaths.Current, x, n, w, ldw, y, ldy, accumulate, epilogue, maxThreads);

    /// <summary>Adds the gradient of W: <c>dW[column, :] += value * dY[row, :]</c> for every entry, row by row.</summary>
    /// <param name="x">The sparse rows of the forward product.</param>
    /// <param name="n">Columns of dW and dY.</param>
    /// <param name="dy">dY [m x n], row-major.</param>
    /// <param name="lddy">Distance between the rows of dY, at least n.</param>
    /// <param name="dw">dW [features x n]; must not overlap dY.</param>
    /// <param name="lddw">Distance between the rows of dW, at least n.</param>
    /// <exception cref="ArgumentException">A span is too short or dW overlaps dY.</exception>
    public static void AccumulateGradient(CsrRows x, int n, ReadOnlySpan<float> dy, int lddy, Span<float> dw, int lddw) =>
        AccumulateGradient(KernelPaths.Current, x, n, dy, lddy, dw, lddw);

    internal static void Multiply(
        KernelPath path,
        CsrRows x,
        int n,
        ReadOnlySpan<float> w,
        int ldw,
        Span<float> y,
        int ldy,
        bool accumulate,
        GemmEpilogue epilogue,
        int maxThreads)
    {
        Arguments.NotNegative(n, nameof(n));
        Arguments.Positive(maxThreads, nameof(maxThreads));
        Arguments.Matrix(x.Features, n, ldw, w.Length, nameof(ldw), nameof(w));
        Arguments.Matrix(x.Rows, n, ldy, y.Length, nameof(ldy), nameof(y));
        Arguments.NoOverlap(w, y, nameof(w));
        Arguments.NoOverlap(x.Values, y, nameof(x));
        if (!epilogue.Bias.IsEmpty)
            Arguments.SameLength(n, epilogue.Bias.Length, nameof(epilogue));
        if ((uint)epilogue.Activation > (uint)Activation.Sigmoid)
            Arguments.Throw($"There is no activation {(int)epilogue.Activation}.", nameof(epilogue));
        if (x.Rows == 0 || n == 0)
            return;
        // SAFETY: CsrRows checked offsets and columns; W has features rows, Y has one row per sparse row.
        fixed (int* offsets = x.Offsets, columns = x.Columns)
        fixed (float* values = x.Values, pw = w, py = y, bias = epilogue.Bias)
        {
            var problem = new SparseProblem
            {
                Rows = x.Rows,
                N = n,
                Offsets = offsets,
                Columns = columns - x.OffsetBase,
                Values = values - x.OffsetBase,
                Weights = pw,
                Ldw = ldw,
                Y = py,
                Ldy = ldy,
            };
            long work = (long)(offsets[x.Rows] - offsets[0]) * n;
            int parts = (int)Math.Clamp(work / WorkPerThread, 1, Math.Min(maxThreads, x.Rows));
            var body = new Body(path, problem, accumulate, bias, epilogue.Activation, parts);
            if (parts == 1)
                body.Invoke(0);
            else
                ParallelFor.Run(parts, maxThreads, body);
        }
    }

    internal static void AccumulateGradient(
        KernelPath path, CsrRows x, int n, ReadOnlySpan<float> dy, int lddy, Span<float> dw, int lddw)
    {
        Arguments.NotNegative(n, nameof(n));
        Arguments.Matrix(x.Rows, n, lddy, dy.Length, nameof(lddy), nameof(dy));
        Arguments.Matrix(x.Features, n, lddw, dw.Length, nameof(lddw), nameof(dw));
        Arguments.NoOverlap(dy, dw, nameof(dy));
        Arguments.NoOverlap(x.Values, dw, nameof(x));
        if (x.Rows == 0 || n == 0)
            return;
        // SAFETY: as in Multiply.
        fixed (int* offsets = x.Offsets, columns = x.Columns)
        fixed (float* values = x.Values, pdw = dw, pdy = dy)
        {
            var problem = new SparseProblem
            {
                Rows = x.Rows,
                N = n,
                Offsets = offsets,
                Columns = columns - x.OffsetBase,
                Values = values - x.OffsetBase,
                Weights = pdw,
                Ldw = lddw,
                Y = (float*)pdy,
                Ldy = lddy,
            };
            if (n == 1)
                GradientColumn(problem);
            else
                Gradient(path, problem);
        }
    }

    private static void Rows(KernelPath path, in SparseProblem s, bool accumulate)
    {
        if (s.N == 1)
        {
            // One chain per row cannot be vectorised without changing its order; the CPU overlaps the rows.
            Column(s, accumulate);
            return;
        }
        switch (path)
        {
            case KernelPath.V512:
                Vectorized<Lanes512>(s, accumulate);
                break;
            case KernelPath.V256:
                Vectorized<Lanes256>(s, accumulate);
                break;
            case KernelPath.V128:
                Vectorized<Lanes128>(s, accumulate);
                break;
            default:
                Reference(s, accumulate);
                break;
        }
    }

    private static void Reference(in SparseProblem s, bool accumulate)
    {
        for (nint i = 0; i < s.Rows; i++)
        {
            float* row = s.Y + (i * s.Ldy);
            if (!accumulate)
                new Span<float>(row, s.N).Clear();
            for (nint e = s.Offsets[i]; e < s.Offsets[i + 1]; e++)
            {
                float* w = s.Weights + (s.Columns[e] * s.Ldw);
                for (int j = 0; j < s.N; j++)
                    row[j] = MathF.FusedMultiplyAdd(s.Values[e], w[j], row[j]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Column(in SparseProblem problem, bool accumulate)
    {
        SparseProblem s = problem;
        for (nint i = 0; i < s.Rows; i++)
        {
            float sum = accumulate ? s.Y[i * s.Ldy] : 0f;
            nint end = s.Offsets[i + 1];
            for (nint e = s.Offsets[i]; e < end; e++)
                sum = MathF.FusedMultiplyAdd(s.Values[e], s.Weights[s.Columns[e] * s.Ldw], sum);
            s.Y[i * s.Ldy] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized<TLanes>(in SparseProblem problem, bool accumulate) where TLanes : unmanaged, ILanes<TLanes>
    {
        SparseProblem s = problem;
        int wide = 4 * TLanes.Count;
        for (nint i = 0; i < s.Rows; i++)
        {
            float* row = s.Y + (i * s.Ldy);
            nint start = s.Offsets[i], end = s.Offsets[i + 1];
            int j = 0;
            for (; j <= s.N - wide; j += wide)
            {
                TLanes y0 = default, y1 = default, y2 = default, y3 = default;
                if (accumulate)
                {
                    y0 = TLanes.Load(row + j);
                    y1 = TLanes.Load(row + j + TLanes.Count);
                    y2 = TLanes.Load(row + j + (2 * TLanes.Count));
                    y3 = TLanes.Load(row + j + (3 * TLanes.Count));
                }
                for (nint e = start; e < end; e++)
                {
                    float* w = s.Weights + (s.Columns[e] * s.Ldw) + j;
                    TLanes value = TLanes.Broadcast(s.Values[e]);
                    y0 = TLanes.FusedMultiplyAdd(value, TLanes.Load(w), y0);
                    y1 = TLanes.FusedMultiplyAdd(value, TLanes.Load(w + TLanes.Count), y1);
                    y2 = TLanes.FusedMultiplyAdd(value, TLanes.Load(w + (2 * TLanes.Count)), y2);
                    y3 = TLanes.FusedMultiplyAdd(value, TLanes.Load(w + (3 * TLanes.Count)), y3);
                }
                TLanes.Store(y0, row + j);
                TLanes.Store(y1, row + j + TLanes.Count);
                TLanes.Store(y2, row + j + (2 * TLanes.Count));
                TLanes.Store(y3, row + j + (3 * TLanes.Count));
            }
            for (; j < s.N; j += TLanes.Count)
            {
                TLanes mask = TLanes.FirstLanes(Math.Min(TLanes.Count, s.N - j));
                TLanes y = accumulate ? TLanes.LoadMasked(row + j, mask) : default;
                for (nint e = start; e < end; e++)
                {
                    float* w = s.Weights + (s.Columns[e] * s.Ldw) + j;
                    y = TLanes.FusedMultiplyAdd(TLanes.Broadcast(s.Values[e]), TLanes.LoadMasked(w, mask), y);
                }
                TLanes.StoreMasked(y, row + j, mask);
            }
        }
    }

    /// <summary>Rows of one part, split by number of rows.</summary>
    private readonly struct Body(KernelPath path, SparseProblem problem, bool accumulate, float* bias, Activation activation, int parts)
        : IParallelBody
    {
        private readonly nint _bias = (nint)bias;

        public void Invoke(int part)
        {
            SparseProblem s = problem;
            int start = (int)((long)problem.Rows * part / parts);
            s.Rows = (int)((long)problem.Rows * (part + 1) / parts) - start;
            s.Offsets += start;
            s.Y += start * s.Ldy;
            SparseGemm.Rows(path, s, accumulate);
            if (s.N == 1 && s.Ldy == 1)
                GemmFinish.ApplyColumn(path, s.Y, s.Rows, (float*)_bias, activation);
            else
                GemmFinish.Apply(path, s.Y, s.Ldy, s.Rows, s.N, (float*)_bias, activation);
        }
    }
}
