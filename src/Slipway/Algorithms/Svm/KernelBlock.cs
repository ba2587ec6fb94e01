using System.Buffers;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// A few rows of the kernel matrix, any range of whose columns can be computed by one matrix product: the rows, gathered once, in the layout
/// that product wants. Thread-safe.
/// </summary>
internal sealed class KernelBlock : IDisposable
{
    /// <summary>Floats of a dense copy of sparse rows: 64 MiB.</summary>
    private const int DenseCopy = 16 << 20;

    private readonly SvmRows _columns;
    private readonly SvmKernelFunction _kernel;
    private readonly float[] _norms;
    private readonly float[] _gathered;

    /// <summary>Gathers some rows.</summary>
    /// <param name="rows">Where the block's rows come from.</param>
    /// <param name="chosen">Which of them.</param>
    /// <param name="columns">The rows whose kernel values with them are wanted.</param>
    /// <param name="kernel">The kernel.</param>
    public KernelBlock(SvmRows rows, ReadOnlySpan<int> chosen, SvmRows columns, SvmKernelFunction kernel)
    {
        _columns = columns;
        _kernel = kernel;
        Rows = chosen.Length;
        _norms = new float[Rows];
        for (var i = 0; i < Rows; i++)
        {
            _norms[i] = rows.Norms[chosen[i]];
        }

        var length = checked(Rows * rows.Width);
        _gathered = ArrayPool<float>.Shared.Rent(length);
        if (rows.IsSparse)
        {
            _gathered.AsSpan(0, length).Clear();
            rows.Scatter(chosen, _gathered);
        }
        else
        {
            rows.Gather(chosen, _gathered);
        }
    }

    public int Rows { get; }

    /// <summary>Rows that a block may have before the dense copy of sparse rows grows too large.</summary>
    public static int MaximumRows(SvmRows rows) => rows.IsSparse ? Math.Max(8, DenseCopy / Math.Max(1, rows.Width)) : int.MaxValue;

    /// <summary>Products of all rows with <paramref name="count"/> columns.</summary>
    /// <param name="start">First column.</param>
    /// <param name="count">Number of columns.</param>
    /// <param name="products">Receives [rows x count].</param>
    public void Products(int start, int count, Span<float> products)
    {
        var width = _columns.Width;
        if (!_columns.IsSparse)
        {
            Gemm.Multiply(
                false, true, Rows, count, width, _gathered, width, _columns.Values.AsSpan(start * width, count * width), width, products, count);
            return;
        }

        var transposed = ArrayPool<float>.Shared.Rent(Rows * count);
        SparseGemm.Multiply(_columns.Csr(start, count), Rows, _gathered.AsSpan(0, width * Rows), Rows, transposed, Rows);
        Transpose(transposed, count, Rows, products);
        ArrayPool<float>.Shared.Return(transposed);
    }

    /// <summary>Kernel values of one of the block's rows, from its products.</summary>
    /// <param name="row">Row of the block.</param>
    /// <param name="start">First column.</param>
    /// <param name="products">Its row of <see cref="Products"/>.</param>
    /// <param name="values">As many kernel values; may be the products' own memory.</param>
    public void Values(int row, int start, ReadOnlySpan<float> products, Span<float> values) =>
        _kernel.Apply(_norms[row], _columns.Norms.AsSpan(start, products.Length), products, values);

    public void Dispose() => ArrayPool<float>.Shared.Return(_gathered);

    /// <summary>The transpose of a row-major matrix [rows x columns].</summary>
    public static void Transpose(ReadOnlySpan<float> x, int rows, int columns, Span<float> result)
    {
        const int Block = 16;
        for (var i0 = 0; i0 < rows; i0 += Block)
        {
            for (var j0 = 0; j0 < columns; j0 += Block)
            {
                for (var j = j0; j < Math.Min(columns, j0 + Block); j++)
                {
                    for (var i = i0; i < Math.Min(rows, i0 + Block); i++)
                    {
                        result[(j * rows) + i] = x[(i * columns) + j];
                    }
                }
            }
        }
    }
}
