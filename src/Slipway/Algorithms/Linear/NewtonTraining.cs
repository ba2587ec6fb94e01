using System.Text.Json.Nodes;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>
/// Newton's method with a line search, for losses with a second derivative and no L1 penalty. Near the minimum each step squares the error. How
/// the step is computed is left to the derived classes. Where float32 can't hold the second derivatives, or the step does not descend, L-BFGS goes
/// on from the same point.
/// </summary>
internal abstract class NewtonTraining : LinearTraining
{
    private const double SufficientDecrease = 0.01;
    private const int MaxLineSearchSteps = 20;

    private readonly double[] _trial;
    private readonly double[] _trialGradient;
    private bool _restored;
    private QuasiNewtonTraining? _fallback;

    protected NewtonTraining(LinearAlgorithm algorithm, LinearLoss loss, TrainingContext context)
        : base(algorithm, loss, context, secondOrder: true)
    {
        _trial = new double[Point.Length];
        _trialGradient = new double[Point.Length];
        Step = new double[Point.Length];
    }

    /// <summary>The step that was computed.</summary>
    protected double[] Step { get; }

    /// <summary>Length of the gradient at the start.</summary>
    protected double FirstNorm { get; private set; }

    /// <summary>Computes the step at the current point; false when the job was asked to stop meanwhile, or when the Hessian gives none.</summary>
    protected abstract bool TrySolve();

    protected sealed override bool Minimise()
    {
        if (_fallback is not null)
        {
            return MinimiseBy(_fallback); // so it was at the checkpoint
        }

        // A restored point is evaluated again, which gives the same bits: the curvature of every row there is too much to save.
        if (!Objective.TryEvaluate(Point, Gradient, out var value))
        {
            return false;
        }

        Value = value;
        if (!_restored)
        {
            MeasureAgainst(Gradient);
            FirstNorm = Math.Sqrt(VectorMath.Dot(Gradient, Gradient));
        }

        while (!Exhausted)
        {
            if (IsOptimal(Gradient))
            {
                return true;
            }

            var before = Value;
            var slope = TrySolve() ? VectorMath.Dot(Gradient, Step) : double.NaN;
            var descends = double.IsFinite(slope) && slope < 0;
            if (!descends || !LineSearch(slope))
            {
                // Either this precision has nothing more to gain, or the Newton direction is none.
                return !Context.StopRequested && (IsNearlyOptimal(Gradient) || (descends && IsNegligible(-slope)) || GoOnByLbfgs());
            }

            if (!FinishIteration(before))
            {
                return true;
            }
        }

        return false;
    }

    protected sealed override void Save(ModelWriter writer)
    {
        writer.WriteValue("newton", new JsonObject
        {
            ["iteration"] = Iteration,
            ["first_gradient"] = FirstGradient,
            ["first_norm"] = FirstNorm,
        });
        writer.Write("point", [Point.Length], Point);
    }

    public sealed override void Restore(ModelReader reader)
    {
        if (reader.HasTensor("gradient"))
        {
            _fallback = new QuasiNewtonTraining(Algorithm, Loss, Context); // only L-BFGS keeps it
            _fallback.Restore(reader);
            Iteration = _fallback.Iteration;
            return;
        }

        var state = reader.ReadValue("newton")!.AsObject();
        Iteration = state["iteration"]!.GetValue<int>();
        FirstGradient = state["first_gradient"]!.GetValue<double>();
        FirstNorm = state["first_norm"]!.GetValue<double>();
        reader.ReadDouble("point", Point.Length).CopyTo(Point, 0);
        _restored = true;
    }

    private bool GoOnByLbfgs()
    {
        LogMessages.NewtonGaveUp(Context.Logger, Iteration);
        _fallback = new QuasiNewtonTraining(Algorithm, Loss, Context);
        HandOver(_fallback);
        return MinimiseBy(_fallback);
    }

    /// <summary>Halves the step until the objective falls enough (Armijo). The whole step is nearly always taken.</summary>
    private bool LineSearch(double slope)
    {
        var length = 1.0;
        for (var tries = 0; tries < MaxLineSearchSteps; tries++, length /= 2)
        {
            Point.CopyTo(_trial, 0);
            VectorMath.AddScaled(length, Step, _trial);
            if (!Objective.TryEvaluate(_trial, _trialGradient, out var value))
            {
                return false;
            }

            if (value <= Value + (SufficientDecrease * length * slope))
            {
                _trial.CopyTo(Point, 0);
                _trialGradient.CopyTo(Gradient, 0);
                Value = value;
                return true;
            }
        }

        return false;
    }
}
