namespace Slipway.Tuning;

/// <summary>The logarithm of the expected improvement over the best mean so far, as a function of a place.</summary>
internal sealed class Acquisition(GaussianProcess process, SpaceEncoding encoding, double best)
{
    private readonly double[] _coordinates = new double[encoding.Count];
    private readonly bool[] _exists = new bool[encoding.Count];
    private readonly double[] _byMean = new double[encoding.Numeric];
    private readonly double[] _byVariance = new double[encoding.Numeric];

    /// <summary>Which parameters existed at the last place.</summary>
    public ReadOnlySpan<bool> Exists => _exists;

    public double Evaluate(ReadOnlySpan<double> place)
    {
        encoding.Mask(place, _coordinates, _exists);
        return EvaluateCoordinates(_coordinates);
    }

    /// <summary>The value at what <see cref="SpaceEncoding.Mask"/> or <see cref="SpaceEncoding.Encode"/> wrote.</summary>
    public double EvaluateCoordinates(ReadOnlySpan<double> coordinates)
    {
        var (mean, variance) = process.Predict(coordinates);
        var deviation = Math.Sqrt(variance);
        return ExpectedImprovement.Log((best - mean) / deviation).Value + Math.Log(deviation);
    }

    /// <summary>The value, and its derivatives by the numeric coordinates; those of parameters that do not exist are zero.</summary>
    public double Evaluate(ReadOnlySpan<double> place, Span<double> gradient)
    {
        encoding.Mask(place, _coordinates, _exists);
        var (mean, variance) = process.Predict(_coordinates, _byMean, _byVariance);
        var deviation = Math.Sqrt(variance);
        var z = (best - mean) / deviation;
        var (value, slope) = ExpectedImprovement.Log(z);
        for (var d = 0; d < gradient.Length; d++)
        {
            var byDeviation = 0.5 * _byVariance[d] / deviation;
            gradient[d] = _exists[d] ? ((slope * (-_byMean[d] - (z * byDeviation))) + byDeviation) / deviation : 0;
        }

        return value + Math.Log(deviation);
    }
}
