namespace Slipway.Kernels;

/// <summary>A checked sparse product with pinned operands.</summary>
internal unsafe struct SparseProblem
{
    public int Rows;
    public int N;

    /// <summary>Rows + 1 offsets; columns and values are already shifted by the base.</summary>
    public int* Offsets;
    public int* Columns;
    public float* Values;

    /// <summary>[features x n]: read by the product, written by the gradient.</summary>
    public float* Weights;
    public nint Ldw;

    /// <summary>[rows x n]: written by the product, read by the gradient.</summary>
    public float* Y;
    public nint Ldy;
}
