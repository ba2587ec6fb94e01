namespace Slipway.Kernels;

/// <summary>A checked product with pinned operands: <c>C[m x n] (+)= op(A)[m x k] op(B)[k x n]</c>.</summary>
internal unsafe struct GemmProblem
{
    public int M;
    public int N;
    public int K;
    public float* A;
    public nint Lda;
    public bool TransA;
    public float* B;
    public nint Ldb;
    public bool TransB;
    public float* C;
    public nint Ldc;
    public bool Accumulate;

    /// <summary>Length n, or null.</summary>
    public float* Bias;
    public Activation Activation;

    public readonly long Work => (long)M * N * K;

    /// <summary>The product restricted to a tile of C. No element's chain of additions changes.</summary>
    public readonly GemmProblem Tile(int row, int rows, int column, int columns)
    {
        GemmProblem tile = this;
        tile.M = rows;
        tile.N = columns;
        tile.A += TransA ? row : row * Lda;
        tile.B += TransB ? column * Ldb : column;
        tile.C += (row * Ldc) + column;
        if (Bias is not null)
            tile.Bias += column;
        return tile;
    }
}
