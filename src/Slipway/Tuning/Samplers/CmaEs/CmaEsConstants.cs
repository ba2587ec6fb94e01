namespace Slipway.Tuning;

/// <summary>Weights and learning rates of a population size; names and defaults of Hansen's tutorial, table 1 and equations 48 to 58.</summary>
internal sealed class CmaEsConstants
{
    public CmaEsConstants(int dimensions, int populationSize)
    {
        double n = dimensions;
        PopulationSize = populationSize;
        Parents = populationSize / 2;
        var raw = new double[populationSize];
        for (var i = 0; i < raw.Length; i++)
            raw[i] = Math.Log((populationSize + 1) / 2.0) - Math.Log(i + 1);

        var (effective, positive) = Effective(raw.AsSpan(0, Parents));
        var (effectiveNegative, negative) = Effective(raw.AsSpan(Parents));
        StepRate = (effective + 2) / (n + effective + 5);
        StepDamping = 1 + (2 * Math.Max(0, Math.Sqrt((effective - 1) / (n + 1)) - 1)) + StepRate;
        PathRate = (4 + (effective / n)) / (n + 4 + (2 * effective / n));
        RankOneRate = 2 / (((n + 1.3) * (n + 1.3)) + effective);
        RankManyRate = Math.Min(1 - RankOneRate, 2 * (0.25 + effective + (1 / effective) - 2) / (((n + 2) * (n + 2)) + effective));
        ExpectedLength = Math.Sqrt(n) * (1 - (1 / (4 * n)) + (1 / (21 * n * n)));

        // The three bounds keep the covariance positive definite and the decay of old information near that without negative weights.
        var most = Math.Min(1 + (RankOneRate / RankManyRate), 1 + (2 * effectiveNegative / (effective + 2)));
        most = Math.Max(0, Math.Min(most, (1 - RankOneRate - RankManyRate) / (n * RankManyRate)));
        Weights = Array.ConvertAll(raw, w => w >= 0 ? w / positive : w * most / -negative);
    }

    /// <summary>lambda: trials of a generation.</summary>
    public int PopulationSize { get; }

    /// <summary>mu: how many of them have a positive weight.</summary>
    public int Parents { get; }

    /// <summary>w: by rank, best first; the positive ones sum to 1.</summary>
    public double[] Weights { get; }

    /// <summary>c_sigma.</summary>
    public double StepRate { get; }

    /// <summary>d_sigma.</summary>
    public double StepDamping { get; }

    /// <summary>c_c.</summary>
    public double PathRate { get; }

    /// <summary>c_1.</summary>
    public double RankOneRate { get; }

    /// <summary>c_mu.</summary>
    public double RankManyRate { get; }

    /// <summary>Expected length of a standard normal vector.</summary>
    public double ExpectedLength { get; }

    /// <summary>4 + 3 ln(n), rounded down.</summary>
    public static int DefaultPopulation(int dimensions) => 4 + (int)Math.Floor(3 * Math.Log(dimensions));

    private static (double Effective, double Sum) Effective(ReadOnlySpan<double> weights)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            sum += weight;
            squares += weight * weight;
        }

        return (sum * sum / squares, sum);
    }
}
