namespace Slipway.Kernels;

/// <summary>Splits a product over tiles of C, never over the depth, so the bits do not depend on the number of threads.</summary>
internal static unsafe class GemmThreads
{
    /// <summary>Rows of a part are whole register tiles of every path.</summary>
    private const int RowGrain = 8;

    /// <summary>Columns of a part are whole panels of the 512-bit path.</summary>
    private const int ColumnGrain = 48;

    /// <summary>A part with fewer rows would read all of B for too few products.</summary>
    private const int FewestRows = 32;

    public static void Multiply(KernelPath path, in GemmProblem problem, int threads)
    {
        // Rows first: then each row of A and C belongs to one core, and only B is read by all.
        int rowParts = Math.Clamp(problem.M / FewestRows, 1, threads);
        int columnParts = Math.Clamp(problem.N / ColumnGrain, 1, threads / rowParts);
        ParallelFor.Run(rowParts * columnParts, threads, new Body(path, problem, rowParts, columnParts));
    }

    private readonly struct Body(KernelPath path, GemmProblem problem, int rowParts, int columnParts) : IParallelBody
    {
        public void Invoke(int part)
        {
            (int row, int rows) = Range(problem.M, RowGrain, rowParts, part / columnParts);
            (int column, int columns) = Range(problem.N, ColumnGrain, columnParts, part % columnParts);
            if (rows > 0 && columns > 0)
                Gemm.Multiply(path, problem.Tile(row, rows, column, columns));
        }

        private static (int Start, int Length) Range(int size, int grain, int parts, int part)
        {
            int units = (size + grain - 1) / grain;
            int start = Math.Min(size, (int)((long)units * part / parts) * grain);
            int end = Math.Min(size, (int)((long)units * (part + 1) / parts) * grain);
            return (start, end - start);
        }
    }
}
