using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The softmax of each row of a matrix [rows x classes], in place: <c>x[i, j] = e^(x[i, j] - max) / sum</c>.
/// </summary>
/// <remarks>
/// Bit-exact on every path: exponentials are summed in a fixed order of 16 lanes. A row with a NaN, or of -infinity alone, becomes
/// NaN. Thread-safe, allocates nothing.
/// </remarks>
public static unsafe class Softmax
{
    /// <summary>Replaces each row by its softmax.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="classes">Number of columns, at least 1.</param>
    /// <param name="x">The logits, row-major and dense; then the probabilities.</param>
    public static void Apply(int rows, int classes, Span<float> x) => Apply(KernelPaths.Current, rows, classes, x);

    internal static void Apply(KernelPath path, int rows, int classes, Span<float> x)
    {
        Arguments.NotNegative(rows, nameof(rows));
        Arguments.Positive(classes, nameof(classes));
        Arguments.AtLeast((long)rows * classes, x.Length, nameof(x));
        fixed (float* p = x)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Vectorized<Lanes512>(rows, classes, p);
                    break;
                case KernelPath.V256:
                    Vectorized<Lanes256>(rows, classes, p);
                    break;
                case KernelPath.V128:
                    Vectorized<Lanes128>(rows, classes, p);
                    break;
                default:
                    Reference(rows, classes, p);
                    break;
            }
        }
    }

    private static void Reference(int rows, int classes, float* x)
    {
        for (nint i = 0; i < rows; i++)
        {
            float* row = x + (i * classes);
            float inverse = 1f / SoftmaxRow.Reference(row, classes, out _);
            for (int j = 0; j < classes; j++)
                row[j] *= inverse;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized<TLanes>(int rows, int classes, float* x) where TLanes : unmanaged, ILanes<TLanes>
    {
        if (classes <= TLanes.Count)
        {
            Narrow<TLanes>(rows, classes, x);
            return;
        }
        float* lanes = stackalloc float[FixedOrder.RowLanes];
        for (nint i = 0; i < rows; i++)
        {
            float* row = x + (i * classes);
            float sum = SoftmaxRow.Vectorized<TLanes>(row, classes, lanes, out _);
            SoftmaxRow.Scale<TLanes>(row, classes, 1f / sum, 1f);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<TLanes>(int rows, int classes, float* x) where TLanes : unmanaged, ILanes<TLanes>
    {
        float* exponentials = stackalloc float[SoftmaxRow.ChunkRows * TLanes.Count], sums = stackalloc float[SoftmaxRow.ChunkRows];
        TLanes mask = TLanes.FirstLanes(classes);
        for (nint start = 0; start < rows; start += SoftmaxRow.ChunkRows)
        {
            int count = (int)Math.Min(SoftmaxRow.ChunkRows, rows - start);
            float* first = x + (start * classes);
            for (int i = 0; i < count; i++)
                sums[i] = SoftmaxRow.Narrow(first + (i * classes), mask, exponentials + (i * TLanes.Count), out _);
            for (int i = 0; i < count; i++)
            {
                TLanes probabilities = TLanes.Load(exponentials + (i * TLanes.Count)) * TLanes.Broadcast(1f / sums[i]);
                TLanes.StoreMasked(probabilities, first + (i * classes), mask);
            }
        }
    }
}
