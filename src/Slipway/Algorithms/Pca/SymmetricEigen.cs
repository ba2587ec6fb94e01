namespace Slipway;

/// <summary>
/// Eigenvalues and eigenvectors of a real symmetric matrix in double: Householder reduction to a tridiagonal matrix, then implicit QL
/// (Martin,
/// Reinsch and Wilkinson, and Bowdler, Martin, Reinsch and Wilkinson: Numerische Mathematik 11, 1968; the procedures tred2 and tql2).
/// </summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 60;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">Symmetric, <c>[n x n]</c>; becomes the eigenvectors, one a row, of the largest eigenvalue first.</param>
    /// <param name="n">Its size.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <returns>The eigenvalues, largest first.</returns>
    public static double[] Decompose(double[] matrix, int n, CancellationToken cancellationToken)
    {
        var values = new double[n];
        var off = new double[n];
        Tridiagonalise(matrix, n, values, off, cancellationToken);
        // Rotations combine two columns of the vectors: as rows they lie together.
        Transpose(matrix, n);
        Diagonalise(matrix, n, values, off, cancellationToken);
        var order = Enumerable.Range(0, n).OrderByDescending(i => values[i]).ToArray();
        var sorted = new double[matrix.Length];
        for (var i = 0; i < n; i++)
        {
            matrix.AsSpan(order[i] * n, n).CopyTo(sorted.AsSpan(i * n, n));
        }

        sorted.CopyTo(matrix, 0);
        return [.. order.Select(i => values[i])];
    }

    /// <summary>tred2: <paramref name="v"/> becomes the orthogonal matrix Q, with d on the diagonal of Q'AQ and e below it.</summary>
    private static void Tridiagonalise(double[] v, int n, double[] d, double[] e, CancellationToken cancellationToken)
    {
        v.AsSpan((n - 1) * n, n).CopyTo(d);
        for (var i = n - 1; i > 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double scale = 0, h = 0;
            for (var k = 0; k < i; k++)
            {
                scale += Math.Abs(d[k]);
            }

            if (scale == 0)
            {
                e[i] = d[i - 1];
                for (var j = 0; j < i; j++)
                {
                    d[j] = v[((i - 1) * n) + j];
                    v[(i * n) + j] = 0;
                    v[(j * n) + i] = 0;
                }
            }
            else
            {
                for (var k = 0; k < i; k++)
                {
                    d[k] /= scale;
                    h += d[k] * d[k];
                }

                var f = d[i - 1];
                var g = f > 0 ? -Math.Sqrt(h) : Math.Sqrt(h);
                e[i] = scale * g;
                h -= f * g;
                d[i - 1] = f - g;
                e.AsSpan(0, i).Clear();
                for (var j = 0; j < i; j++)
                {
                    f = d[j];
                    v[(j * n) + i] = f;
                    g = e[j] + (v[(j * n) + j] * f);
                    for (var k = j + 1; k < i; k++)
                    {
                        g += v[(k * n) + j] * d[k];
                        e[k] += v[(k * n) + j] * f;
                    }

                    e[j] = g;
                }

                f = 0;
                for (var j = 0; j < i; j++)
                {
                    e[j] /= h;
                    f += e[j] * d[j];
                }

                var hh = f / (h + h);
                for (var j = 0; j < i; j++)
                {
                    e[j] -= hh * d[j];
                }

                for (var j = 0; j < i; j++)
                {
                    f = d[j];
                    g = e[j];
                    for (var k = j; k < i; k++)
                    {
                        v[(k * n) + j] -= (f * e[k]) + (g * d[k]);
                    }

                    d[j] = v[((i - 1) * n) + j];
                    v[(i * n) + j] = 0;
                }
            }

            d[i] = h;
        }

        for (var i = 0; i < n - 1; i++)
        {
            v[((n - 1) * n) + i] = v[(i * n) + i];
            v[(i * n) + i] = 1;
            var h = d[i + 1];
            if (h != 0)
            {
                for (var k = 0; k <= i; k++)
                {
                    d[k] = v[(k * n) + i + 1] / h;
                }

                for (var j = 0; j <= i; j++)
                {
                    var g = 0.0;
                    for (var k = 0; k <= i; k++)
                    {
                        g += v[(k * n) + i + 1] * v[(k * n) + j];
                    }

                    for (var k = 0; k <= i; k++)
                    {
                        v[(k * n) + j] -= g * d[k];
                    }
                }
            }

            for (var k = 0; k <= i; k++)
            {
                v[(k * n) + i + 1] = 0;
            }
        }

        for (var j = 0; j < n; j++)
        {
            d[j] = v[((n - 1) * n) + j];
            v[((n - 1) * n) + j] = 0;
        }

        v[(n * n) - 1] = 1;
        e[0] = 0;
    }

    private static void Transpose(double[] v, int n)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                (v[(i * n) + j], v[(j * n) + i]) = (v[(j * n) + i], v[(i * n) + j]);
            }
        }
    }

    /// <summary>tql2 on the transposed vectors.</summary>
    private static void Diagonalise(double[] v, int n, double[] d, double[] e, CancellationToken cancellationToken)
    {
        const double Epsilon = 1.0 / (1L << 52);
        e.AsSpan(1).CopyTo(e);
        e[n - 1] = 0;
        double shift = 0, largest = 0;
        for (var l = 0; l < n; l++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            largest = Math.Max(largest, Math.Abs(d[l]) + Math.Abs(e[l]));
            var m = l;
            while (m < n - 1 && Math.Abs(e[m]) > Epsilon * largest)
            {
                m++;
            }

            for (var sweep = 0; m > l && (sweep == 0 || Math.Abs(e[l]) > Epsilon * largest); sweep++)
            {
                if (sweep == MaxSweeps)
                {
                    throw new SlipwayException(
                        $"The eigenvalues of a {n} x {n} covariance matrix did not converge; are there huge values in the features?");
                }

                shift += Sweep(v, n, d, e, l, m);
            }

            d[l] += shift;
            e[l] = 0;
        }
    }

    private static double Sweep(double[] v, int n, double[] d, double[] e, int l, int m)
    {
        var g = d[l];
        var p = (d[l + 1] - g) / (2 * e[l]);
        var r = double.Hypot(p, 1);
        r = p < 0 ? -r : r;
        d[l] = e[l] / (p + r);
        d[l + 1] = e[l] * (p + r);
        var next = d[l + 1];
        var h = g - d[l];
        for (var i = l + 2; i < n; i++)
        {
            d[i] -= h;
        }

        p = d[m];
        double c = 1, c2 = 1, c3 = 1, s = 0, s2 = 0;
        var last = e[l + 1];
        for (var i = m - 1; i >= l; i--)
        {
            (c3, c2, s2) = (c2, c, s);
            g = c * e[i];
            var q = c * p;
            r = double.Hypot(p, e[i]);
            e[i + 1] = s * r;
            s = e[i] / r;
            c = p / r;
            p = (c * d[i]) - (s * g);
            d[i + 1] = q + (s * ((c * g) + (s * d[i])));
            var here = v.AsSpan(i * n, n);
            var above = v.AsSpan((i + 1) * n, n);
            for (var k = 0; k < here.Length; k++)
            {
                q = above[k];
                above[k] = (s * here[k]) + (c * q);
                here[k] = (c * here[k]) - (s * q);
            }
        }

        p = -s * s2 * c3 * last * e[l] / next;
        e[l] = s * p;
        d[l] = c * p;
        return h;
    }
}
