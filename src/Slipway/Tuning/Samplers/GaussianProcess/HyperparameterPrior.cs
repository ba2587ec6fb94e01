namespace Slipway.Tuning;

/// <summary>
/// What is thought of hyperparameters before any trial: log-normal length scales, function variance and warp exponents, and a gamma
/// distribution of the noise variance. Modes are those of the logarithms, except for the noise.
/// </summary>
internal sealed record HyperparameterPrior
{
    public double LengthMean { get; init; } = -0.5;

    public double LengthDeviation { get; init; } = 1;

    public double ScaleDeviation { get; init; } = 1;

    public double NoiseShape { get; init; } = 1.1;

    public double NoiseRate { get; init; } = 30;

    public double WarpDeviation { get; init; } = 0.15;

    public double MinimumNoise { get; init; } = 1e-6;

    /// <summary>Where a search for the most probable hyperparameters starts without anything better.</summary>
    public double[] Start(HyperparameterLayout layout)
    {
        var start = new double[layout.Count];
        start.AsSpan(0, layout.Dimensions).Fill(-2 * LengthMean);
        start[layout.Noise] = Math.Log(1e-3);
        return start;
    }

    public (double[] Lower, double[] Upper) Bounds(HyperparameterLayout layout)
    {
        double[] lower = new double[layout.Count], upper = new double[layout.Count];
        lower.AsSpan().Fill(-2.5);
        upper.AsSpan().Fill(2.5);
        lower.AsSpan(0, layout.Dimensions).Fill(Math.Log(1e-4));
        upper.AsSpan(0, layout.Dimensions).Fill(Math.Log(1e4));
        (lower[layout.Scale], upper[layout.Scale]) = (Math.Log(1e-2), Math.Log(1e2));
        (lower[layout.Noise], upper[layout.Noise]) = (Math.Log(MinimumNoise), Math.Log(2));
        return (lower, upper);
    }

    /// <summary>Minus the logarithm of the density, up to a constant; adds its derivatives.</summary>
    public double Penalty(HyperparameterLayout layout, ReadOnlySpan<double> theta, Span<double> gradient)
    {
        var penalty = 0.0;
        for (var i = 0; i < layout.Count; i++)
        {
            if (i == layout.Noise)
            {
                var noise = Math.Exp(theta[i]);
                penalty += (NoiseRate * noise) - ((NoiseShape - 1) * theta[i]);
                gradient[i] += (NoiseRate * noise) - (NoiseShape - 1);
                continue;
            }

            // The inverse squared length is the vector's element: its logarithm is -2 times the length's.
            var (mean, deviation) = i < layout.Dimensions ? (-2 * LengthMean, 2 * LengthDeviation)
                : i == layout.Scale ? (0, ScaleDeviation)
                : (0, WarpDeviation);
            var distance = (theta[i] - mean) / deviation;
            penalty += 0.5 * distance * distance;
            gradient[i] += distance / deviation;
        }

        return penalty;
    }
}
