using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

/// <summary>A Gaussian process as the textbook has it: one loop a formula, Gauss-Jordan for the inverse.</summary>
internal sealed class DenseOracle
{
    private readonly HyperparameterLayout _layout;
    private readonly double[] _theta;
    private readonly double[][] _places;
    private readonly double[,] _inverse;

    public DenseOracle(HyperparameterLayout layout, double[] theta, double[][] places)
    {
        (_layout, _theta, _places) = (layout, theta, places);
        var n = places.Length;
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                matrix[i, j] = Covariance(places[i], places[j]) + (i == j ? Math.Exp(theta[layout.Noise]) : 0);
            }
        }

        (_inverse, LogDeterminant) = Invert(matrix);
    }

    public double LogDeterminant { get; }

    public double Quadratic(double[] y) => y.Select((a, i) => y.Select((b, j) => a * b * _inverse[i, j]).Sum()).Sum();

    public (double Mean, double Variance) Predict(double[] place, double[] y)
    {
        double[] k = [.. _places.Select(p => Covariance(place, p))];
        var mean = k.Select((a, i) => y.Select((b, j) => a * b * _inverse[i, j]).Sum()).Sum();
        return (mean, Math.Exp(_theta[_layout.Scale]) - Quadratic(k));
    }

    private double Covariance(double[] a, double[] b)
    {
        double squared = 0;
        for (var d = 0; d < _layout.Dimensions; d++)
        {
            var difference = d < _layout.Numeric ? Warp(d, a[d]) - Warp(d, b[d]) : a[d] == b[d] ? 0 : 1;
            squared += Math.Exp(_theta[d]) * difference * difference;
        }

        var root = Math.Sqrt(5 * squared);
        return Math.Exp(_theta[_layout.Scale]) * (1 + root + (5.0 / 3 * squared)) * Math.Exp(-root);
    }

    private double Warp(int d, double x) => _layout.IsWarped
        ? KumaraswamyWarp.Value(x, Math.Exp(_theta[_layout.WarpA(d)]), Math.Exp(_theta[_layout.WarpB(d)]))
        : x;

    private static (double[,] Inverse, double LogDeterminant) Invert(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var inverse = new double[n, n];
        double logarithm = 0;
        for (var i = 0; i < n; i++)
        {
            inverse[i, i] = 1;
        }

        for (var pivot = 0; pivot < n; pivot++)
        {
            var value = matrix[pivot, pivot];
            logarithm += Math.Log(value);
            for (var j = 0; j < n; j++)
            {
                matrix[pivot, j] /= value;
                inverse[pivot, j] /= value;
            }

            for (var i = 0; i < n; i++)
            {
                var factor = i == pivot ? 0 : matrix[i, pivot];
                for (var j = 0; j < n; j++)
                {
                    matrix[i, j] -= factor * matrix[pivot, j];
                    inverse[i, j] -= factor * inverse[pivot, j];
                }
            }
        }

        return (inverse, logarithm);
    }
}
