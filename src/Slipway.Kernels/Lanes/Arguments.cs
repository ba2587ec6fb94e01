using System.Diagnostics.CodeAnalysis;

namespace Slipway.Kernels;

/// <summary>The checks at a kernel's span boundary. Nothing below the boundary checks again.</summary>
internal static class Arguments
{
    public static void SameLength(int expected, int actual, string name)
    {
        if (expected != actual)
            Throw($"The span has {actual} elements; {expected} are needed.", name);
    }

    public static void AtLeast(long needed, int actual, string name)
    {
        if (actual < needed)
            Throw($"The span has {actual} elements; at least {needed} are needed.", name);
    }

    public static void NotNegative(int value, string name)
    {
        if (value < 0)
            Throw($"The value {value} is negative.", name);
    }

    public static void Positive(int value, string name)
    {
        if (value <= 0)
            Throw($"The value {value} is not positive.", name);
    }

    /// <summary>A row-major matrix of rows x columns with rows <paramref name="stride"/> floats apart.</summary>
    public static void Matrix(int rows, int columns, int stride, int length, string strideName, string name)
    {
        if (rows == 0 || columns == 0)
            return;
        if (stride < columns)
            Throw($"The leading dimension {stride} is less than the {columns} columns of '{name}'.", strideName);
        AtLeast(((long)(rows - 1) * stride) + columns, length, name);
    }

    public static void NoOverlap(ReadOnlySpan<float> input, ReadOnlySpan<float> output, string name)
    {
        if (input.Overlaps(output))
            Throw("The span overlaps an output span.", name);
    }

    /// <summary>An element-wise kernel may work in place, but not on a shifted view of its own input.</summary>
    public static void SameOrDisjoint(ReadOnlySpan<float> input, ReadOnlySpan<float> output, string name)
    {
        if (input.Overlaps(output, out int offset) && offset != 0)
            Throw("The span overlaps an output span at another offset; only exactly in place or disjoint works.", name);
    }

    [DoesNotReturn]
    public static void Throw(string message, string name) => throw new ArgumentException(message, name);
}
