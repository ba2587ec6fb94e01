using Slipway.Kernels;

namespace Slipway.Features;

/// <summary>
/// A block of feature rows: dense row-major <c>float32 [Rows x Width]</c>, or compressed sparse rows (CSR).
/// </summary>
public readonly ref struct FeatureBlock
{
    private FeatureBlock(int rows, int width, ReadOnlySpan<float> values, ReadOnlySpan<int> columns, ReadOnlySpan<int> rowOffsets)
    {
        Rows = rows;
        Width = width;
        Values = values;
        Columns = columns;
        RowOffsets = rowOffsets;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of features.</summary>
    public int Width { get; }

    /// <summary>True for CSR.</summary>
    public bool IsSparse => !RowOffsets.IsEmpty;

    /// <summary>Dense: <c>Rows * Width</c> values, row by row. Sparse: the stored values, indexed by <see cref="RowOffsets"/>.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>Sparse only: the feature index of each stored value, ascending within a row.</summary>
    public ReadOnlySpan<int> Columns { get; }

    /// <summary>
    /// Sparse only: <c>Rows + 1</c> offsets; row <c>r</c> is <c>[RowOffsets[r] - RowOffsets[0], RowOffsets[r + 1] - RowOffsets[0])</c> of
    /// <see cref="Values"/> and <see cref="Columns"/>.
    /// </summary>
    public ReadOnlySpan<int> RowOffsets { get; }

    /// <summary>Wraps dense rows.</summary>
    /// <param name="values">At least <paramref name="rows"/> times <paramref name="width"/> values, row by row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Number of features.</param>
    public static FeatureBlock Dense(ReadOnlySpan<float> values, int rows, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        return new FeatureBlock(rows, width, values[..checked(rows * width)], default, default);
    }

    /// <summary>Wraps sparse rows.</summary>
    /// <param name="rowOffsets">Number of rows plus one ascending offsets.</param>
    /// <param name="columns">Feature indices, ascending within each row.</param>
    /// <param name="values">Values, parallel to <paramref name="columns"/>.</param>
    /// <param name="width">Number of features.</param>
    public static FeatureBlock Sparse(ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int width)
    {
        if (rowOffsets.IsEmpty)
        {
            throw new ArgumentException("At least one offset is needed: rows + 1.", nameof(rowOffsets));
        }

        var stored = rowOffsets[^1] - rowOffsets[0];
        return new FeatureBlock(rowOffsets.Length - 1, width, values[..stored], columns[..stored], rowOffsets);
    }

    /// <summary>The rows from <paramref name="start"/> on, without copying.</summary>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    public FeatureBlock Slice(int start, int count)
    {
        if (!IsSparse)
        {
            return Dense(Values.Slice(start * Width, count * Width), count, Width);
        }

        var first = RowOffsets[start] - RowOffsets[0];
        return Sparse(RowOffsets.Slice(start, count + 1), Columns[first..], Values[first..], Width);
    }

    /// <summary>The rows as the sparse kernels take them.</summary>
    internal CsrRows Csr() => new(Width, RowOffsets, Columns, Values, RowOffsets[0]);
}
