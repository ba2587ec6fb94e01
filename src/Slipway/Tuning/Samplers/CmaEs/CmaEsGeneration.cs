namespace Slipway.Tuning;

/// <summary>What is known when a generation begins: its distribution, the evolution paths and the run's best losses. Immutable.</summary>
internal sealed class CmaEsGeneration
{
    private readonly double[] _stepPath;
    private readonly double[] _covariancePath;
    private readonly double[] _bestLosses;
    private readonly int _age;

    private CmaEsGeneration(
        int run, int first, int age, CmaEsConstants constants, CmaEsDistribution distribution, double[] stepPath, double[] covariancePath, double[] bestLosses)
    {
        Run = run;
        First = first;
        _age = age;
        Constants = constants;
        Distribution = distribution;
        _stepPath = stepPath;
        _covariancePath = covariancePath;
        _bestLosses = bestLosses;
    }

    /// <summary>0 for the first run, 1 after the first restart, ...</summary>
    public int Run { get; }

    /// <summary>Number of the generation's first trial.</summary>
    public int First { get; }

    public CmaEsConstants Constants { get; }

    public CmaEsDistribution Distribution { get; }

    /// <summary>Whether the run has nothing more to learn; see <see cref="CmaEsConvergence"/>.</summary>
    public bool IsConverged { get; private init; }

    /// <summary>The first generation of a run.</summary>
    public static CmaEsGeneration Begin(int run, int first, CmaEsConstants constants, CmaEsDistribution distribution)
    {
        var n = distribution.Dimensions;
        return new CmaEsGeneration(run, first, 0, constants, distribution, new double[n], new double[n], []);
    }

    /// <summary>The vector y of a trial drawn from this generation's distribution.</summary>
    public double[] Draw(ulong seed, int number)
    {
        var random = new SamplerRandom(seed, SamplerStream.CmaEsNormal, number);
        return Distribution.Draw(ref random);
    }

    /// <summary>The generation after one that taught nothing.</summary>
    public CmaEsGeneration Skip() => After(Distribution, _stepPath, _covariancePath, _bestLosses, IsConverged);

    /// <summary>The generation after this one (the tutorial's equations 41 to 47).</summary>
    /// <param name="axes">The coordinates.</param>
    /// <param name="ranked">Vectors y of the trials with a value, best first; 1 to the population size.</param>
    /// <param name="losses">Losses of the completed ones, best first.</param>
    public CmaEsGeneration Next(NumericAxis[] axes, IReadOnlyList<double[]> ranked, IReadOnlyList<double> losses)
    {
        var n = Distribution.Dimensions;
        var weights = WeightsOf(ranked.Count, out var effective);
        var step = new double[n];
        for (var i = 0; i < ranked.Count && weights[i] > 0; i++)
            Add(step, weights[i], ranked[i]);

        var white = Distribution.Whiten(step);
        var stepPath = Blend(_stepPath, Constants.StepRate, effective, white);
        var length = Length(stepPath);
        var unbiased = length / Math.Sqrt(1 - Math.Pow(1 - Constants.StepRate, 2 * (_age + 1)));
        var stalled = unbiased >= (1.4 + (2.0 / (n + 1))) * Constants.ExpectedLength;
        var covariancePath = stalled
            ? Array.ConvertAll(_covariancePath, p => (1 - Constants.PathRate) * p)
            : Blend(_covariancePath, Constants.PathRate, effective, step);
        var covariance = CovarianceAfter(ranked, weights, covariancePath, stalled);
        var growth = Math.Exp(Math.Min(1, Constants.StepRate / Constants.StepDamping * ((length / Constants.ExpectedLength) - 1)));
        var stepSize = Distribution.StepSize * growth;
        var mean = Distribution.Coordinates(step);
        Reflect(mean, stepPath, covariancePath, covariance);

        // A deviation of more than the whole range is not wider, only further around the mirrors.
        for (var j = 0; j < n; j++)
            stepSize = Math.Min(stepSize, 1 / Math.Sqrt(covariance[(j * n) + j]));

        double[] bestLosses = losses.Count == 0 ? _bestLosses : [.. _bestLosses.TakeLast(CmaEsConvergence.Window(n, Constants.PopulationSize) - 1), losses[0]];
        if (!(stepSize > 0) || !mean.All(double.IsFinite) || !covariance.All(double.IsFinite) || !IsPositiveDiagonal(covariance, n))
            return After(Distribution, _stepPath, _covariancePath, bestLosses, true);

        var scales = (double[])Distribution.Scales.Clone();
        IntegerMargin.Apply(
            axes, mean, scales, j => stepSize * Math.Sqrt(covariance[(j * n) + j]), 1.0 / (n * Constants.PopulationSize));
        var distribution = new CmaEsDistribution(mean, stepSize, scales, covariance);
        return After(
            distribution, stepPath, covariancePath, bestLosses, CmaEsConvergence.Of(axes, distribution, Constants.PopulationSize, bestLosses, losses));
    }

    private CmaEsGeneration After(
        CmaEsDistribution distribution, double[] stepPath, double[] covariancePath, double[] bestLosses, bool converged) =>
        new(Run, First + Constants.PopulationSize, _age + 1, Constants, distribution, stepPath, covariancePath, bestLosses) { IsConverged = converged };

    /// <summary>The weights by rank; when there are fewer trials than parents, those of the trials there are sum to 1.</summary>
    private double[] WeightsOf(int count, out double effective)
    {
        var weights = Constants.Weights[..count];
        var parents = weights.AsSpan(0, Math.Min(count, Constants.Parents));
        var (sum, squares) = (0.0, 0.0);
        foreach (var weight in parents)
            sum += weight;

        foreach (ref var weight in parents)
        {
            weight /= sum;
            squares += weight * weight;
        }

        effective = 1 / squares;
        return weights;
    }

    private double[] CovarianceAfter(IReadOnlyList<double[]> ranked, double[] weights, double[] path, bool stalled)
    {
        var n = path.Length;
        var used = Array.ConvertAll(weights, w => w * Constants.RankManyRate);
        for (var i = 0; i < used.Length; i++)
        {
            if (used[i] < 0)
                used[i] *= n / Math.Max(SquaredLength(Distribution.Whiten(ranked[i])), double.Epsilon);
        }

        var (c1, rate) = (Constants.RankOneRate, Constants.PathRate);
        var kept = 1 + (stalled ? c1 * rate * (2 - rate) : 0) - c1 - (Constants.RankManyRate * weights.Sum());
        var covariance = new double[n * n];
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var sum = (kept * Distribution.Covariance[(a * n) + b]) + (c1 * path[a] * path[b]);
                for (var i = 0; i < used.Length; i++)
                    sum += used[i] * ranked[i][a] * ranked[i][b];

                covariance[(a * n) + b] = covariance[(b * n) + a] = sum;
            }
        }

        return covariance;
    }

    /// <summary>Brings a mean that wandered into a mirror image back; the coordinate's direction turns round in everything.</summary>
    private static void Reflect(double[] mean, double[] stepPath, double[] covariancePath, double[] covariance)
    {
        var n = mean.Length;
        for (var j = 0; j < n; j++)
        {
            var mirrored = NumericAxis.IsMirrored(mean[j]);
            mean[j] = NumericAxis.Fold(mean[j]);
            if (!mirrored)
                continue;

            stepPath[j] = -stepPath[j];
            covariancePath[j] = -covariancePath[j];
            for (var k = 0; k < n; k++)
            {
                if (k != j)
                    covariance[(j * n) + k] = covariance[(k * n) + j] = -covariance[(j * n) + k];
            }
        }
    }

    private static double[] Blend(double[] path, double rate, double effective, double[] step)
    {
        var factor = Math.Sqrt(rate * (2 - rate) * effective);
        var blend = new double[path.Length];
        for (var j = 0; j < blend.Length; j++)
            blend[j] = ((1 - rate) * path[j]) + (factor * step[j]);

        return blend;
    }

    private static void Add(double[] sum, double factor, double[] vector)
    {
        for (var j = 0; j < sum.Length; j++)
            sum[j] += factor * vector[j];
    }

    private static bool IsPositiveDiagonal(double[] covariance, int n)
    {
        for (var j = 0; j < n; j++)
        {
            if (!(covariance[(j * n) + j] > 0))
                return false;
        }

        return true;
    }

    private static double Length(double[] vector) => Math.Sqrt(SquaredLength(vector));

    private static double SquaredLength(double[] vector)
    {
        var sum = 0.0;
        foreach (var value in vector)
            sum += value * value;

        return sum;
    }
}
