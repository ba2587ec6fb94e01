namespace Slipway.Tuning;

/// <summary>
/// A normal distribution of coordinates: mean + step size * scales * y, with y of covariance C. Immutable. Vectors y are without mean, step size and
/// scales.
/// </summary>
internal sealed class CmaEsDistribution
{
    private const double SmallestEigenvalueShare = 1e-15;

    private readonly double[] _axes;
    private readonly double[] _lengths;

    /// <summary>A distribution; takes the arrays over.</summary>
    /// <param name="mean">m, inside the unit cube.</param>
    /// <param name="stepSize">sigma.</param>
    /// <param name="scales">A of the margin for whole numbers: 1 for every other coordinate.</param>
    /// <param name="covariance">C, symmetric, <c>[n x n]</c>; finite.</param>
    public CmaEsDistribution(double[] mean, double stepSize, double[] scales, double[] covariance)
    {
        Mean = mean;
        StepSize = stepSize;
        Scales = scales;
        Covariance = covariance;
        _axes = (double[])covariance.Clone();
        var values = SymmetricEigen.Decompose(_axes, mean.Length, CancellationToken.None);
        Condition = values[^1] > 0 ? values[0] / values[^1] : double.PositiveInfinity;
        _lengths = Array.ConvertAll(values, v => Math.Sqrt(Math.Max(v, values[0] * SmallestEigenvalueShare)));
    }

    public double[] Mean { get; }

    public double StepSize { get; }

    public double[] Scales { get; }

    public double[] Covariance { get; }

    /// <summary>Largest by smallest eigenvalue of the covariance.</summary>
    public double Condition { get; }

    public int Dimensions => Mean.Length;

    /// <summary>A round distribution.</summary>
    public static CmaEsDistribution Round(double[] mean, double stepSize)
    {
        var (scales, covariance) = (new double[mean.Length], new double[mean.Length * mean.Length]);
        Array.Fill(scales, 1);
        for (var i = 0; i < mean.Length; i++)
            covariance[(i * mean.Length) + i] = 1;

        return new CmaEsDistribution(mean, stepSize, scales, covariance);
    }

    /// <summary>Standard deviation of a coordinate.</summary>
    public double Deviation(int coordinate) =>
        StepSize * Scales[coordinate] * Math.Sqrt(Covariance[(coordinate * Dimensions) + coordinate]);

    /// <summary>Draws a vector y.</summary>
    public double[] Draw(ref SamplerRandom random)
    {
        var y = new double[Dimensions];
        for (var k = 0; k < y.Length; k++)
            AddTo(y, _axes.AsSpan(k * y.Length, y.Length), _lengths[k] * random.NextNormal());

        return y;
    }

    /// <summary>The coordinates of a vector y.</summary>
    public double[] Coordinates(double[] y)
    {
        var x = new double[y.Length];
        for (var j = 0; j < x.Length; j++)
            x[j] = Mean[j] + (StepSize * Scales[j] * y[j]);

        return x;
    }

    /// <summary>The vector y of coordinates.</summary>
    public double[] Vector(double[] x)
    {
        var y = new double[x.Length];
        for (var j = 0; j < y.Length; j++)
            y[j] = (x[j] - Mean[j]) / (StepSize * Scales[j]);

        return y;
    }

    /// <summary>C to the power -1/2 times y: of unit covariance.</summary>
    public double[] Whiten(double[] y)
    {
        var white = new double[y.Length];
        for (var k = 0; k < y.Length; k++)
        {
            var axis = _axes.AsSpan(k * y.Length, y.Length);
            var along = 0.0;
            for (var j = 0; j < y.Length; j++)
                along += axis[j] * y[j];

            AddTo(white, axis, along / _lengths[k]);
        }

        return white;
    }

    private static void AddTo(double[] sum, ReadOnlySpan<double> axis, double factor)
    {
        for (var j = 0; j < sum.Length; j++)
            sum[j] += factor * axis[j];
    }
}
