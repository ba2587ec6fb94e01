namespace Slipway.Kernels;

/// <summary>Splits a product over tiles of C, never over the depth, so the bits do not depend on the number of threads.</summary>
internal static unsafe class GemmThreads
{
    /// <summary>Tile edges fall on multiples of this: whole register tiles of every path.</summary>
    private const int Grain = 48;

    public static void Multiply(KernelPath path, in GemmProblem problem, int threads)
    {
        int rowUnits = (problem.M + Grain - 1) / Grain;
        int columnUnits = (problem.N + Grain - 1) / Grain;
        // Whole rows of C first: B is then packed once per thread, but each A row and C row belongs to one core.
        int rowParts = Math.Min(threads, rowUnits);
        int columnParts = Math.Min(threads / rowParts, columnUnits);
        if (rowUnits < threads && columnUnits >= threads)
            (rowParts, columnParts) = (1, threads);
        ParallelFor.Run(rowParts * columnParts, threads, new Body(path, problem, rowParts, columnParts));
    }

    private readonly struct Body(KernelPath path, GemmProblem problem, int rowParts, int columnParts) : IParallelBody
    {
        public void Invoke(int part)
        {
            (int row, int rows) = Range(problem.M, rowParts, part / columnParts);
            (int column, int columns) = Range(problem.N, columnParts, part % columnParts);
            if (rows > 0 && columns > 0)
                Gemm.Multiply(path, problem.Tile(row, rows, column, columns));
        }

        private static (int Start, int Length) Range(int size, int parts, int part)
        {
            int units = (size + Grain - 1) / Grain;
            int start = Math.Min(size, (int)((long)units * part / parts) * Grain);
            int end = Math.Min(size, (int)((long)units * (part + 1) / parts) * Grain);
            return (start, end - start);
        }
    }
}
