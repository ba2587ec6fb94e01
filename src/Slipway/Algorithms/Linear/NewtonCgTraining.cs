namespace Slipway;

/// <summary>
/// Truncated Newton: conjugate gradients solve for the step without the Hessian, only as exactly as pays (Lin, Weng and Keerthi, "Trust Region
/// Newton Method for Large-Scale Logistic Regression", JMLR 9, 2008). They end by the rule of Galli and Lin, "A Study on Truncated Newton Methods
/// for Linear Classification", IEEE TNNLS 33, 2022: when one more iteration lowers the quadratic model by less than a share of the mean so far.
/// </summary>
internal sealed class NewtonCgTraining : NewtonTraining
{
    private const double LoosestTolerance = 0.5;
    private const int MinimumIterations = 5;

    private readonly double[] _residual;
    private readonly double[] _direction;
    private readonly double[] _product;

    public NewtonCgTraining(LinearAlgorithm algorithm, LinearLoss loss, TrainingContext context)
        : base(algorithm, loss, context)
    {
        _residual = new double[Point.Length];
        _direction = new double[Point.Length];
        _product = new double[Point.Length];
    }

    protected override bool TrySolve()
    {
        Array.Clear(Step);
        for (var i = 0; i < _residual.Length; i++)
        {
            _residual[i] = _direction[i] = -Gradient[i];
        }

        var size = VectorMath.Dot(_residual, _residual);
        var tolerance = Math.Min(LoosestTolerance, Math.Sqrt(Math.Sqrt(size) / FirstNorm));
        var model = 0.0;
        for (var k = 1; k <= Math.Max(MinimumIterations, Step.Length); k++)
        {
            if (!Objective.TryMultiplyHessian(_direction, _product))
            {
                return false;
            }

            var curvature = VectorMath.Dot(_direction, _product);
            if (!double.IsFinite(curvature))
            {
                return false;
            }

            if (!(curvature > 0))
            {
                // Flat along the direction: as far as was solved, or at first the direction itself.
                if (k == 1)
                {
                    _direction.CopyTo(Step, 0);
                }

                return true;
            }

            var length = size / curvature;
            VectorMath.AddScaled(length, _direction, Step);
            VectorMath.AddScaled(-length, _product, _residual);
            var lower = -0.5 * (VectorMath.Dot(Step, _residual) - VectorMath.Dot(Step, Gradient));
            if (!(lower < model) || k * (lower - model) >= tolerance * lower)
            {
                return true;
            }

            model = lower;
            var next = VectorMath.Dot(_residual, _residual);
            var ratio = next / size;
            size = next;
            VectorMath.AddTo(_residual, ratio, _direction);
        }

        return true;
    }
}
