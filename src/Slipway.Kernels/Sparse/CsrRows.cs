using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Kernels;

/// <summary>
/// Checked rows of a sparse matrix in compressed sparse row form: row i holds entries <c>offsets[i] - offsetBase</c> up to
/// <c>offsets[i + 1] - offsetBase</c> of columns and values. Checked once here, so that products of the same rows need not check again.
/// </summary>
/// <remarks>The spans must not change while this value is in use: products trust the column numbers.</remarks>
public readonly ref struct CsrRows
{
    /// <summary>Wraps and checks some rows.</summary>
    /// <param name="features">Number of columns of the matrix.</param>
    /// <param name="offsets">Rows + 1 offsets, ascending; empty means no rows.</param>
    /// <param name="columns">The column of each entry, 0 to features - 1; repeated columns add up.</param>
    /// <param name="values">The value of each entry.</param>
    /// <param name="offsetBase">What to subtract from each offset: <c>offsets[0]</c> when columns and values were sliced too, 0 when they were not.</param>
    /// <exception cref="ArgumentException">Offsets descend or point outside, lengths differ, or a column is out of range.</exception>
    public CsrRows(int features, ReadOnlySpan<int> offsets, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int offsetBase = 0)
    {
        Arguments.NotNegative(features, nameof(features));
        Arguments.SameLength(columns.Length, values.Length, nameof(values));
        Features = features;
        Rows = Math.Max(0, offsets.Length - 1);
        Offsets = offsets;
        Columns = columns;
        Values = values;
        OffsetBase = offsetBase;
        if (Rows == 0)
            return;
        long previous = (long)offsets[0] - offsetBase;
        if (previous < 0)
            Arguments.Throw($"Offset {offsets[0]} is below the base {offsetBase}.", nameof(offsets));
        int first = (int)previous;
        for (int i = 1; i < offsets.Length; i++)
        {
            long offset = (long)offsets[i] - offsetBase;
            if (offset < previous || offset > columns.Length)
                Arguments.Throw($"Offset {offsets[i]} of row {i} descends or points beyond the {columns.Length} entries.", nameof(offsets));
            previous = offset;
        }
        RequireColumns(columns[first..(int)previous], features);
    }

    /// <summary>Number of columns of the matrix.</summary>
    public int Features { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Rows + 1 offsets.</summary>
    public ReadOnlySpan<int> Offsets { get; }

    /// <summary>The column of each entry.</summary>
    public ReadOnlySpan<int> Columns { get; }

    /// <summary>The value of each entry.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>What to subtract from each offset.</summary>
    public int OffsetBase { get; }

    // Blocks of rows are wrapped on every pass over the data: one column at a time, this check took a quarter of a logistic regression.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RequireColumns(ReadOnlySpan<int> columns, int features)
    {
        ReadOnlySpan<uint> unsigned = MemoryMarshal.Cast<int, uint>(columns); // a negative column is a very large one
        uint largest = 0;
        int at = 0;
        if (unsigned.Length >= Vector<uint>.Count)
        {
            Vector<uint> wide = Vector<uint>.Zero;
            for (; at <= unsigned.Length - Vector<uint>.Count; at += Vector<uint>.Count)
                wide = Vector.Max(wide, new Vector<uint>(unsigned[at..]));
            for (int lane = 0; lane < Vector<uint>.Count; lane++)
                largest = Math.Max(largest, wide[lane]);
        }
        for (; at < unsigned.Length; at++)
            largest = Math.Max(largest, unsigned[at]);
        if (unsigned.Length == 0 || largest < (uint)features)
            return;
        foreach (int column in columns)
        {
            if ((uint)column >= (uint)features)
                Arguments.Throw($"Column {column} is not one of {features} features.", nameof(columns));
        }
    }
}
