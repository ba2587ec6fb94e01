namespace Slipway.Kernels;

/// <summary>
/// A register of <see cref="Count"/> floats. A kernel is written once against this interface; the type argument is the width.
/// </summary>
/// <remarks>
/// Every operation is element-wise and rounds as IEEE 754 binary32 does, so an algorithm that never mixes lanes gives the same
/// bits at every width. Comparisons give all-ones or all-zeros per lane. <c>*Bits</c> operations read the lanes as integers.
/// The BCL's own ISimdVector is internal in .NET 10.
/// </remarks>
internal unsafe interface ILanes<TSelf> where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>Floats per register; a JIT-time constant.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of the widest GEMM tile: the accumulators (rows x 3), 3 of B and 1 of A fit the register file.</summary>
    static abstract int TileRows { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(float* source);

    static abstract void Store(TSelf value, float* target);

    /// <summary>A mask whose first <paramref name="count"/> lanes are set; 0 to <see cref="Count"/>.</summary>
    static abstract TSelf FirstLanes(int count);

    /// <summary>Reads the lanes set in <paramref name="mask"/>, touches no memory for the others, and gives zero there.</summary>
    static abstract TSelf LoadMasked(float* source, TSelf mask);

    /// <summary>Writes the lanes set in <paramref name="mask"/> and touches no memory for the others.</summary>
    static abstract void StoreMasked(TSelf value, float* target, TSelf mask);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator |(TSelf left, TSelf right);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary><c>left &gt; right ? left : right</c>: the right one when either is NaN or both are zero.</summary>
    static abstract TSelf Larger(TSelf left, TSelf right);

    /// <summary><c>left &lt; right ? left : right</c>: the right one when either is NaN or both are zero.</summary>
    static abstract TSelf Smaller(TSelf left, TSelf right);

    /// <summary>Folds in halves: lane i + lane (i + Count / 2), and so on to one.</summary>
    static abstract float Sum(TSelf value);

    /// <summary>The largest lane; no lane may be NaN.</summary>
    static abstract float Maximum(TSelf value);

    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    static abstract TSelf LessThan(TSelf left, TSelf right);

    static abstract TSelf EqualTo(TSelf left, TSelf right);

    /// <summary>Per lane: <paramref name="whenSet"/> where the mask is set, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf otherwise);

    static abstract TSelf BroadcastBits(uint value);

    static abstract TSelf LoadBits(uint* source);

    static abstract TSelf AddBits(TSelf left, TSelf right);

    static abstract TSelf SubtractBits(TSelf left, TSelf right);

    static abstract TSelf ShiftLeftBits(TSelf value, int count);

    static abstract TSelf ShiftRightSignedBits(TSelf value, int count);

    static abstract TSelf ShiftRightBits(TSelf value, int count);

    /// <summary>Reads each lane as a signed integer and converts it to float.</summary>
    static abstract TSelf ConvertBitsToSingle(TSelf value);
}
