using Slipway.Features;

namespace Slipway;

/// <summary>
/// Newton's method with the Hessian as a matrix and its Cholesky factor, for far more rows than features: each step is exact, however badly
/// conditioned the features are, at the price of one pass over the pairs of a row's values.
/// </summary>
internal sealed class NewtonCholeskyTraining : NewtonTraining
{
    /// <summary>Most features that it can do.</summary>
    public const int MaximumFeatures = 4096;

    /// <summary>Most features for which it is chosen: the factor takes their cube.</summary>
    private const int FeaturesThatPay = 512;

    /// <summary>Least rows for each feature: then the factor costs little next to the matrix.</summary>
    private const int RowsPerFeature = 4;

    /// <summary>Most values a sparse row has on average: up to there the matrix costs less than the products that conjugate gradients need.</summary>
    private const int StoredPerRow = 32;

    /// <summary>What is added to the diagonal, relative to it: above the rounding of float32 sums, far below what slows the convergence.</summary>
    private const double Damping = 1e-6;

    /// <summary>The most: then even a matrix of nothing but rounding is positive definite, unless it is not finite.</summary>
    private const double MaximumDamping = 1;

    /// <summary>Pivots between two looks at whether to go on; each costs up to some milliseconds.</summary>
    private const int PivotsPerCheck = 8;

    private readonly double[] _matrix;
    private readonly double[] _factor;

    public NewtonCholeskyTraining(LinearAlgorithm algorithm, LinearLoss loss, TrainingContext context)
        : base(algorithm, loss, context)
    {
        _matrix = new double[Point.Length * Point.Length];
        _factor = new double[_matrix.Length];
    }

    /// <summary>Whether the matrix costs less than conjugate gradients. Depends on the data's shape only.</summary>
    public static bool Pays(FeatureMatrix matrix)
    {
        if (matrix.FeatureCount > FeaturesThatPay || matrix.RowCount < (long)RowsPerFeature * matrix.FeatureCount)
        {
            return false;
        }

        var stored = 0L;
        for (var c = 0; matrix.IsSparse && c < matrix.ChunkCount; c++)
        {
            stored += matrix.ChunkAt(c).Stored;
        }

        return stored <= StoredPerRow * matrix.RowCount;
    }

    protected override bool TrySolve()
    {
        if (!Objective.TryHessian(_matrix))
        {
            return false;
        }

        for (var damping = Damping; damping <= MaximumDamping && !Context.StopRequested; damping *= 10)
        {
            if (TryFactorise(damping))
            {
                Solve();
                return true;
            }
        }

        return false;
    }

    /// <summary>The factor U of <c>U'U = H + damping diag(H)</c>, row by row; false when rounding left the matrix indefinite, or when it is to end.</summary>
    private bool TryFactorise(double damping)
    {
        var n = Point.Length;
        _matrix.CopyTo(_factor, 0);
        for (var k = 0; k < n; k++)
        {
            if (k % PivotsPerCheck == 0)
            {
                Context.ThrowIfCancellationRequested();
                if (Context.StopRequested)
                {
                    return false;
                }
            }

            var row = _factor.AsSpan(k * n, n);
            var diagonal = _matrix[(k * n) + k];
            var pivot = row[k] + (damping * diagonal);
            if (diagonal == 0)
            {
                pivot = 1; // a feature without any value, or no intercept: its gradient is 0 and so is its step
            }
            else if (!(pivot > 0.1 * damping * diagonal) || !double.IsFinite(pivot))
            {
                return false;
            }

            row[k] = Math.Sqrt(pivot);
            VectorMath.Scale(1 / row[k], row[(k + 1)..]);
            for (var i = k + 1; i < n; i++)
            {
                if (row[i] != 0)
                {
                    VectorMath.AddScaled(-row[i], row[i..], _factor.AsSpan((i * n) + i, n - i));
                }
            }
        }

        return true;
    }

    /// <summary>Solves <c>U'U step = -gradient</c>.</summary>
    private void Solve()
    {
        var n = Point.Length;
        for (var i = 0; i < n; i++)
        {
            Step[i] = -Gradient[i];
        }

        for (var k = 0; k < n; k++)
        {
            var row = _factor.AsSpan(k * n, n);
            Step[k] /= row[k];
            VectorMath.AddScaled(-Step[k], row[(k + 1)..], Step.AsSpan(k + 1));
        }

        for (var k = n - 1; k >= 0; k--)
        {
            var row = _factor.AsSpan(k * n, n);
            Step[k] = (Step[k] - VectorMath.Dot(row[(k + 1)..], Step.AsSpan(k + 1))) / row[k];
        }
    }
}
