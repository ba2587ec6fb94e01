using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>Divides the rows of a tree node between its two children, keeping their order.</summary>
/// <remarks>Bit-exact, thread-safe, allocates nothing. No branch depends on the data.</remarks>
public static unsafe class RowPartition
{
    /// <summary>Rows whose code goes left come first, then the others; each part in its old order.</summary>
    /// <param name="rows">Row indices, rearranged in place.</param>
    /// <param name="codes">The split column's code of each row of the data; every row index is below its length.</param>
    /// <param name="goesLeft">1 for codes that go left, else 0; 256 entries.</param>
    /// <param name="scratch">At least as long as <paramref name="rows"/>.</param>
    /// <returns>How many went left.</returns>
    /// <exception cref="IndexOutOfRangeException">A row index is not a row of the data.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Apply(Span<int> rows, ReadOnlySpan<byte> codes, ReadOnlySpan<byte> goesLeft, Span<int> scratch)
    {
        Arguments.AtLeast(rows.Length, scratch.Length, nameof(scratch));
        Arguments.AtLeast(256, goesLeft.Length, nameof(goesLeft));
        int left = 0, right = 0;
        // SAFETY: left <= i and right <= i always, so both writes stay below rows.Length; the code is a checked index.
        fixed (int* target = rows, rest = scratch)
        fixed (byte* table = goesLeft)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                int row = target[i];
                int first = table[codes[row]] & 1;
                target[left] = row;
                rest[right] = row;
                left += first;
                right += 1 - first;
            }
        }
        scratch[..right].CopyTo(rows[left..]);
        return left;
    }
}
