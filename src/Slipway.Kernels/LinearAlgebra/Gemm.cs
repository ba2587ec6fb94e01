namespace Slipway.Kernels;

/// <summary>
/// The general matrix product of row-major float matrices: <c>C[m x n] = f(op(A)[m x k] op(B)[k x n] (+ C) + bias)</c>, with the
/// BLAS letters: op is the identity or the transpose, and lda, ldb, ldc are the distances between rows as stored.
/// </summary>
/// <remarks>
/// <b>Bit-exact on every path, for every blocking and thread count</b>: each element of C is one chain of fused multiply-adds over
/// ascending k, that starts from 0 (or from C when accumulating); then the bias is added and the activation applied.
/// Thread-safe; allocates nothing on the managed heap (packing memory is native and kept per thread).
/// </remarks>
public static unsafe class Gemm
{
    /// <summary>Multiply-adds a thread must get before a second one pays: 8 us of work at 512 bits, against a hand-over of 1 us (5 when parked).</summary>
    private const long WorkPerThread = 1_000_000;

    /// <summary>Multiplies two matrices.</summary>
    /// <param name="transA">Whether A is stored as [k x m] instead of [m x k].</param>
    /// <param name="transB">Whether B is stored as [n x k] instead of [k x n].</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Depth; 0 gives zero (or C) before the epilogue.</param>
    /// <param name="a">A as stored.</param>
    /// <param name="lda">Distance between the stored rows of A, at least their length.</param>
    /// <param name="b">B as stored.</param>
    /// <param name="ldb">Distance between the stored rows of B, at least their length.</param>
    /// <param name="c">The result; must not overlap A or B.</param>
    /// <param name="ldc">Distance between the rows of C, at least n. What lies between rows is never written.</param>
    /// <param name="accumulate">Whether the products are added to what C holds.</param>
    /// <param name="epilogue">A bias per column and an activation for the finished elements.</param>
    /// <param name="maxThreads">At most this many threads share the work, where it pays. The bits do not depend on it.</param>
    /// <exception cref="ArgumentException">A size is negative, a span too short or C overlaps an input.</exception>
    public static void Multiply(
        bool transA,
        bool transB,
        int m,
        int n,
        int k,
        ReadOnlySpan<float> a,
        int lda,
        ReadOnlySpan<float> b,
        int ldb,
        Span<float> c,
        int ldc,
        bool accumulate = false,
        GemmEpilogue epilogue = default,
        int maxThreads = 1) =>
        Multiply(KernelPaths.Current, transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate, epilogue, maxThreads);

    internal static void Multiply(
        KernelPath path,
        bool transA,
        bool transB,
        int m,
        int n,
        int k,
        ReadOnlySpan<float> a,
        int lda,
        ReadOnlySpan<float> b,
        int ldb,
        Span<float> c,
        int ldc,
        bool accumulate,
        GemmEpilogue epilogue,
        int maxThreads)
    {
        Arguments.NotNegative(m, nameof(m));
        Arguments.NotNegative(n, nameof(n));
        Arguments.NotNegative(k, nameof(k));
        Arguments.Positive(maxThreads, nameof(maxThreads));
        Arguments.Matrix(transA ? k : m, transA ? m : k, lda, a.Length, nameof(lda), nameof(a));
        Arguments.Matrix(transB ? n : k, transB ? k : n, ldb, b.Length, nameof(ldb), nameof(b));
        Arguments.Matrix(m, n, ldc, c.Length, nameof(ldc), nameof(c));
        Arguments.NoOverlap(a, c, nameof(a));
        Arguments.NoOverlap(b, c, nameof(b));
        if (!epilogue.Bias.IsEmpty)
            Arguments.SameLength(n, epilogue.Bias.Length, nameof(epilogue));
        if ((uint)epilogue.Activation > (uint)Activation.Sigmoid)
            Arguments.Throw($"There is no activation {(int)epilogue.Activation}.", nameof(epilogue));
        if (m == 0 || n == 0)
            return;

        // SAFETY: pinned for the whole call; every pointer below stays inside the ranges checked above.
        fixed (float* pa = a, pb = b, pc = c, bias = epilogue.Bias)
        {
            var problem = new GemmProblem
            {
                M = m,
                N = n,
                K = k,
                A = pa,
                Lda = lda,
                TransA = transA,
                B = pb,
                Ldb = ldb,
                TransB = transB,
                C = pc,
                Ldc = ldc,
                Accumulate = accumulate,
                Bias = bias,
                Activation = epilogue.Activation,
            };
            long threads = Math.Min(maxThreads, problem.Work / WorkPerThread);
            if (threads > 1)
                GemmThreads.Multiply(path, problem, (int)threads);
            else
                Multiply(path, problem);
        }
    }

    internal static void Multiply(KernelPath path, in GemmProblem problem)
    {
        if (path == KernelPath.Scalar || problem.K == 0)
        {
            Reference(problem);
            return;
        }

        GemmProblem g = problem;
        // A single column with ldc 1 is a single row: C^T = op(B)^T op(A)^T, whose columns fill registers. The products commute.
        bool column = g.N == 1 && g.Ldc == 1 && g.M > 1;
        if (column)
            g = TransposedColumn(g);
        switch (path)
        {
            case KernelPath.V512:
                GemmBlocks.Multiply<Lanes512>(g);
                break;
            case KernelPath.V256:
                GemmBlocks.Multiply<Lanes256>(g);
                break;
            default:
                GemmBlocks.Multiply<Lanes128>(g);
                break;
        }
        if (column)
            GemmFinish.ApplyColumn(path, problem.C, problem.M, problem.Bias, problem.Activation);
    }

    private static GemmProblem TransposedColumn(in GemmProblem g) => g with
    {
        M = 1,
        N = g.M,
        A = g.B,
        Lda = g.Ldb,
        TransA = !g.TransB,
        B = g.A,
        Ldb = g.Lda,
        TransB = !g.TransA,
        Ldc = g.M,
        Bias = null,
        Activation = Activation.None,
    };

    /// <summary>The specification.</summary>
    internal static void Reference(in GemmProblem g)
    {
        for (int i = 0; i < g.M; i++)
        {
            float* row = g.C + (i * g.Ldc);
            if (!g.Accumulate)
                new Span<float>(row, g.N).Clear();
            for (int p = 0; p < g.K; p++)
            {
                float a = g.TransA ? g.A[(p * g.Lda) + i] : g.A[(i * g.Lda) + p];
                for (int j = 0; j < g.N; j++)
                {
                    float b = g.TransB ? g.B[(j * g.Ldb) + p] : g.B[(p * g.Ldb) + j];
                    row[j] = MathF.FusedMultiplyAdd(a, b, row[j]);
                }
            }
        }
        GemmFinish.Reference(g.C, g.Ldc, g.M, g.N, g.Bias, g.Activation);
    }
}
