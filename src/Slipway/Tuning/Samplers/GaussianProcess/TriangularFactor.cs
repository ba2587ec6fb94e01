namespace Slipway.Tuning;

/// <summary>
/// The Cholesky factor L of a growing positive definite matrix and its inverse, both lower triangular, row by row. A row depends on the rows
/// before it only, so that appending to a factor gives the bits of factorising anew.
/// </summary>
internal sealed class TriangularFactor
{
    private double[] _factor = [];
    private double[] _inverse = [];

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Doubles from one row to the next; at least <see cref="Count"/>, a multiple of four. Elements right of the diagonal are zero.</summary>
    public int Stride { get; private set; }

    /// <summary>Row-major L.</summary>
    public ReadOnlySpan<double> Factor => _factor;

    /// <summary>Row-major inverse of L.</summary>
    public ReadOnlySpan<double> Inverse => _inverse;

    /// <summary>Makes room for a number of rows.</summary>
    public void Reserve(int rows)
    {
        if (rows <= Stride)
        {
            return;
        }

        var stride = BlockedRows.Padded(rows);
        var factor = new double[stride * stride];
        var inverse = new double[stride * stride];
        for (var i = 0; i < Count; i++)
        {
            _factor.AsSpan(i * Stride, i + 1).CopyTo(factor.AsSpan(i * stride));
            _inverse.AsSpan(i * Stride, i + 1).CopyTo(inverse.AsSpan(i * stride));
        }

        (_factor, _inverse, Stride) = (factor, inverse, stride);
    }

    /// <summary>Forgets all rows from one on.</summary>
    public void Truncate(int rows)
    {
        if (rows >= Count)
        {
            return;
        }

        Array.Clear(_factor, rows * Stride, (Count - rows) * Stride);
        Array.Clear(_inverse, rows * Stride, (Count - rows) * Stride);
        Count = rows;
    }

    /// <summary>Appends a row of the matrix.</summary>
    /// <param name="row">Elements up to the diagonal: <see cref="Count"/> + 1 of them.</param>
    /// <returns>False, with nothing changed, when the matrix would not be positive definite in double precision.</returns>
    public bool TryAppend(ReadOnlySpan<double> row)
    {
        var n = Count;
        Reserve(n + 1);
        var target = _factor.AsSpan(n * Stride, Stride);
        Span<double> dots = stackalloc double[BlockedRows.Block];
        for (var block = 0; block <= n; block += BlockedRows.Block)
        {
            BlockedRows.Dots(target, _factor.AsSpan(block * Stride), Stride, block, dots);
            for (var j = block; j < Math.Min(block + BlockedRows.Block, n + 1); j++)
            {
                var other = _factor.AsSpan(j * Stride, j + 1);
                var rest = row[j] - dots[j - block];
                for (var k = block; k < j; k++)
                {
                    rest -= target[k] * other[k];
                }

                if (j < n)
                {
                    target[j] = rest / other[j];
                }
                else if (rest > row[n] * 1e-14)
                {
                    target[n] = Math.Sqrt(rest);
                }
                else
                {
                    target.Clear();
                    return false;
                }
            }
        }

        AppendInverse(n, target);
        Count = n + 1;
        return true;
    }

    /// <summary>Solves L x = b by the inverse.</summary>
    /// <param name="b">At least <see cref="Stride"/> elements; zero from <see cref="Count"/> on.</param>
    /// <param name="x">As long.</param>
    public void SolveLower(ReadOnlySpan<double> b, Span<double> x)
    {
        for (var block = 0; block < Count; block += BlockedRows.Block)
        {
            BlockedRows.Dots(b, _inverse.AsSpan(block * Stride), Stride, block + BlockedRows.Block, x[block..]);
        }
    }

    /// <summary>Solves transposed L x = b by the inverse, with its first <paramref name="rows"/> rows.</summary>
    /// <param name="b">At least <see cref="Stride"/> elements; zero from <paramref name="rows"/> on.</param>
    /// <param name="rows">Rows that count.</param>
    /// <param name="x">As long as <paramref name="b"/>.</param>
    public void SolveUpper(ReadOnlySpan<double> b, int rows, Span<double> x)
    {
        x.Clear();
        for (var block = 0; block < rows; block += BlockedRows.Block)
        {
            BlockedRows.AddScaled(b[block..], _inverse.AsSpan(block * Stride), Stride, block + BlockedRows.Block, x);
        }
    }

    private void AppendInverse(int n, ReadOnlySpan<double> factorRow)
    {
        var target = _inverse.AsSpan(n * Stride, Stride);
        Span<double> factors = stackalloc double[BlockedRows.Block];
        for (var block = 0; block < n; block += BlockedRows.Block)
        {
            var count = Math.Min(BlockedRows.Block, n - block);
            factors.Clear();
            factorRow.Slice(block, count).CopyTo(factors);
            BlockedRows.AddScaled(factors, _inverse.AsSpan(block * Stride), Stride, block + BlockedRows.Block, target);
        }

        var diagonal = 1 / factorRow[n];
        for (var j = 0; j < n; j++)
        {
            target[j] *= -diagonal;
        }

        target[n] = diagonal;
    }
}
