using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Training rows or support vectors in memory, dense or CSR, with their squared norms. Immutable.</summary>
internal sealed class SvmRows
{
    private SvmRows(int count, int width, bool isSparse, float[] values, int[] columns, int[] offsets, float[] norms)
    {
        Count = count;
        Width = width;
        IsSparse = isSparse;
        Values = values;
        Columns = columns;
        Offsets = offsets;
        Norms = norms;
    }

    public int Count { get; }

    public int Width { get; }

    public bool IsSparse { get; }

    public float[] Values { get; }

    public int[] Columns { get; }

    public int[] Offsets { get; }

    public float[] Norms { get; }

    public static SvmRows Dense(float[] values, int count, int width)
    {
        var norms = new float[count];
        SquaredDistances.RowNorms(count, width, values, width, norms);
        return new SvmRows(count, width, false, values, [], [], norms);
    }

    public static SvmRows Sparse(int[] offsets, int[] columns, float[] values, int width)
    {
        var norms = new float[offsets.Length - 1];
        for (var i = 0; i < norms.Length; i++)
        {
            norms[i] = (float)SumOfSquares.Of(values.AsSpan(offsets[i]..offsets[i + 1]));
        }

        return new SvmRows(norms.Length, width, true, values, columns, offsets, norms);
    }

    /// <summary>A copy of the rows that a kernel machine trains on.</summary>
    /// <exception cref="NotSupportedException">The rows do not fit one array.</exception>
    public static SvmRows Copy(FeatureMatrix matrix)
    {
        long stored = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            stored += matrix.Chunk(c).Features.Values.Length;
        }

        if (stored > Array.MaxLength || matrix.RowCount >= Array.MaxLength)
        {
            throw new NotSupportedException(
                $"{matrix.RowCount} rows with {stored} values are too many for a support vector machine, which holds at most {Array.MaxLength} in " +
                "memory; sample the rows, or use LinearClassifier with the hinge loss.");
        }

        var values = new float[stored];
        var columns = matrix.IsSparse ? new int[stored] : [];
        var offsets = matrix.IsSparse ? new int[matrix.RowCount + 1] : [];
        int at = 0, row = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var features = matrix.Chunk(c).Features;
            features.Values.CopyTo(values.AsSpan(at));
            if (matrix.IsSparse)
            {
                features.Columns.CopyTo(columns.AsSpan(at));
                for (var i = 1; i <= features.Rows; i++)
                {
                    offsets[row + i] = at + features.RowOffsets[i] - features.RowOffsets[0];
                }
            }

            at += features.Values.Length;
            row += features.Rows;
            matrix.Release(c);
        }

        return matrix.IsSparse
            ? Sparse(offsets, columns, values, matrix.FeatureCount)
            : Dense(values, row, matrix.FeatureCount);
    }

    /// <summary>Copies of some rows, in the order given.</summary>
    public SvmRows Subset(ReadOnlySpan<int> rows)
    {
        if (!IsSparse)
        {
            var dense = new float[checked(rows.Length * Width)];
            Gather(rows, dense);
            return Dense(dense, rows.Length, Width);
        }

        var offsets = new int[rows.Length + 1];
        for (var i = 0; i < rows.Length; i++)
        {
            offsets[i + 1] = checked(offsets[i] + Offsets[rows[i] + 1] - Offsets[rows[i]]);
        }

        var columns = new int[offsets[^1]];
        var values = new float[offsets[^1]];
        for (var i = 0; i < rows.Length; i++)
        {
            var range = Offsets[rows[i]]..Offsets[rows[i] + 1];
            Columns.AsSpan(range).CopyTo(columns.AsSpan(offsets[i]));
            Values.AsSpan(range).CopyTo(values.AsSpan(offsets[i]));
        }

        return Sparse(offsets, columns, values, Width);
    }

    /// <summary>Dense rows minus a vector: what a kernel of distances may be computed from, with smaller rounding errors.</summary>
    public SvmRows Centred(ReadOnlySpan<float> centre)
    {
        var values = new float[Values.Length];
        for (var i = 0; i < Count; i++)
        {
            Subtract(Values.AsSpan(i * Width, Width), centre, values.AsSpan(i * Width, Width));
        }

        return Dense(values, Count, Width);
    }

    /// <summary>Means of the columns of dense rows.</summary>
    public float[] Means()
    {
        var sums = new double[Width];
        for (var i = 0; i < Count; i++)
        {
            WideAxpy.Apply(1, Values.AsSpan(i * Width, Width), sums);
        }

        return [.. sums.Select(s => (float)(s / Math.Max(1, Count)))];
    }

    public static void Subtract(ReadOnlySpan<float> x, ReadOnlySpan<float> centre, Span<float> result)
    {
        for (var j = 0; j < x.Length; j++)
        {
            result[j] = x[j] - centre[j];
        }
    }

    /// <summary>Some dense rows, one after the other.</summary>
    public void Gather(ReadOnlySpan<int> rows, Span<float> target)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            Values.AsSpan(rows[i] * Width, Width).CopyTo(target.Slice(i * Width, Width));
        }
    }

    /// <summary>Some sparse rows as the columns of a dense matrix [width x rows], which must be zero.</summary>
    public void Scatter(ReadOnlySpan<int> rows, Span<float> target)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            for (var e = Offsets[rows[i]]; e < Offsets[rows[i] + 1]; e++)
            {
                target[(Columns[e] * rows.Length) + i] += Values[e];
            }
        }
    }

    public CsrRows Csr(int start, int count)
    {
        int first = Offsets[start], end = Offsets[start + count];
        return new CsrRows(Width, Offsets.AsSpan(start, count + 1), Columns.AsSpan(first..end), Values.AsSpan(first..end), first);
    }
}
