using System.Text.Json.Nodes;
using Slipway.Models;

namespace Slipway;

/// <summary>L-BFGS, or OWL-QN with an L1 penalty, over one or several degrees of smoothing.</summary>
internal sealed class QuasiNewtonTraining : LinearTraining
{
    private const double SufficientDecrease = 1e-4;
    private const double CurvatureCondition = 0.9;
    private const int MaxLineSearchSteps = 40;
    private const int PatientTries = 20;

    /// <summary>The rounded kink is at most half a thousandth below the true loss at the end.</summary>
    private static readonly double[] SmoothingStages = [1, 0.1, 0.01, 0.001];

    private readonly LbfgsMemory _memory;
    private readonly double[] _pseudo;
    private readonly double[] _direction;
    private readonly double[] _trial;
    private readonly double[] _trialGradient;
    private int _stage;
    private bool _moved;

    public QuasiNewtonTraining(LinearAlgorithm algorithm, LinearLoss loss, TrainingContext context)
        : base(algorithm, loss, context, secondOrder: false)
    {
        var n = Objective.ParameterCount;
        _memory = new LbfgsMemory(n);
        _pseudo = new double[n];
        _direction = new double[n];
        _trial = new double[n];
        _trialGradient = new double[n];
    }

    protected override bool Minimise()
    {
        var stages = Loss.Smoothed ? SmoothingStages : [0];
        var converged = false;
        for (; _stage < stages.Length && !Exhausted; _stage++)
        {
            Objective.Smoothing = stages[_stage];
            if (!Evaluated)
            {
                _memory.Clear();
                if (!Evaluate(Point, Gradient, out var value))
                {
                    break;
                }

                Value = value;
                Evaluated = true;
                MeasureAgainst(PseudoGradient());
            }

            converged = MinimiseStage();
            Evaluated = false;
        }

        return converged;
    }

    /// <summary>Minimises at the current smoothing; true when it converged.</summary>
    private bool MinimiseStage()
    {
        while (!Exhausted)
        {
            var steepest = PseudoGradient();
            if (IsOptimal(steepest))
            {
                return true;
            }

            _memory.Direction(steepest, _direction);
            KeepDescending(steepest);
            var before = Value;
            if (!LineSearch(steepest))
            {
                if (_memory.IsEmpty || Context.StopRequested)
                {
                    // Even the steepest descent gains nothing more in this precision; if it never did, the data are beyond it.
                    return !Context.StopRequested && (_moved || IsNearlyOptimal(steepest));
                }

                _memory.Clear();
                continue;
            }

            if (!FinishIteration(before))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// With an L1 penalty, the one-sided derivative of steepest descent (Andrew and Gao, equation 4); otherwise the gradient.
    /// </summary>
    private double[] PseudoGradient()
    {
        if (Algorithm.L1 == 0)
        {
            return Gradient;
        }

        Gradient.CopyTo(_pseudo, 0);
        for (var i = 0; i < Objective.CoefficientCount; i++)
        {
            var left = Gradient[i] - Algorithm.L1;
            var right = Gradient[i] + Algorithm.L1;
            _pseudo[i] = Point[i] > 0 ? right : Point[i] < 0 ? left : left > 0 ? left : right < 0 ? right : 0;
        }

        return _pseudo;
    }

    /// <summary>Drops what does not descend: components against an L1 orthant, or a direction that rounding has spoilt.</summary>
    private void KeepDescending(double[] steepest)
    {
        if (Algorithm.L1 > 0)
        {
            for (var i = 0; i < Objective.CoefficientCount; i++)
            {
                if (_direction[i] * steepest[i] >= 0)
                {
                    _direction[i] = 0;
                }
            }
        }

        if (!(VectorMath.Dot(_direction, steepest) < 0))
        {
            _memory.Clear();
            _memory.Direction(steepest, _direction);
        }
    }

    /// <summary>
    /// Finds a step by bisection that satisfies the weak Wolfe conditions (Lewis and Overton, Mathematical Programming 141, 2013), or with an
    /// L1 penalty sufficient decrease alone. False when there is none, or when the job was asked to stop.
    /// </summary>
    private bool LineSearch(double[] steepest)
    {
        var slope = VectorMath.Dot(_direction, steepest);
        double low = 0, high = double.PositiveInfinity;
        var step = _memory.IsEmpty ? Math.Min(1, 1 / Math.Sqrt(VectorMath.Dot(steepest, steepest))) : 1.0;
        for (var tries = 0; tries < MaxLineSearchSteps; tries++)
        {
            Move(step, steepest);
            if (!Evaluate(_trial, _trialGradient, out var value))
            {
                return false;
            }

            if (!double.IsFinite(value) || value > Value + (SufficientDecrease * Decrease(step, slope, steepest)))
            {
                high = step;
            }
            else if (Algorithm.L1 == 0 && VectorMath.Dot(_direction, _trialGradient) < CurvatureCondition * slope)
            {
                low = step;
            }
            else
            {
                Accept(value);
                return true;
            }

            // Where a million times less is still too far, features are huge: on to their scale in a few tries.
            step = double.IsInfinity(high) ? 2 * step : low == 0 && tries >= PatientTries ? high / 1024 : (low + high) / 2;
        }

        return false;
    }

    private double Decrease(double step, double slope, double[] steepest)
    {
        if (Algorithm.L1 == 0)
        {
            return step * slope;
        }

        var decrease = 0.0;
        for (var i = 0; i < _trial.Length; i++)
        {
            decrease += steepest[i] * (_trial[i] - Point[i]);
        }

        return decrease;
    }

    private void Move(double step, double[] steepest)
    {
        for (var i = 0; i < _trial.Length; i++)
        {
            _trial[i] = Point[i] + (step * _direction[i]);
            if (Algorithm.L1 > 0 && i < Objective.CoefficientCount)
            {
                var orthant = Point[i] != 0 ? Math.Sign(Point[i]) : -Math.Sign(steepest[i]);
                if (Math.Sign(_trial[i]) != orthant)
                {
                    _trial[i] = 0;
                }
            }
        }
    }

    private void Accept(double value)
    {
        for (var i = 0; i < Point.Length; i++)
        {
            _direction[i] = _trial[i] - Point[i];
            Gradient[i] = _trialGradient[i] - Gradient[i];
        }

        _memory.Add(_direction, Gradient);
        _trial.CopyTo(Point, 0);
        _trialGradient.CopyTo(Gradient, 0);
        Value = value;
        _moved = true;
    }

    private bool Evaluate(double[] point, double[] gradient, out double value)
    {
        if (!Objective.TryEvaluate(point, gradient, out value))
        {
            return false;
        }

        if (Algorithm.L1 > 0)
        {
            for (var i = 0; i < Objective.CoefficientCount; i++)
            {
                value += Algorithm.L1 * Math.Abs(point[i]);
            }
        }

        return true;
    }

    protected override void Save(ModelWriter writer)
    {
        writer.WriteValue("linear", new JsonObject
        {
            ["iteration"] = Iteration,
            ["stage"] = _stage,
            ["value"] = Value,
            ["first_gradient"] = FirstGradient,
        });
        writer.Write("point", [Point.Length], Point);
        writer.Write("gradient", [Gradient.Length], Gradient);
        _memory.Save(writer);
    }

    public override void Restore(ModelReader reader)
    {
        var state = reader.ReadValue("linear")!.AsObject();
        Iteration = state["iteration"]!.GetValue<int>();
        _stage = state["stage"]!.GetValue<int>();
        Value = state["value"]!.GetValue<double>();
        FirstGradient = state["first_gradient"]!.GetValue<double>();
        reader.ReadDouble("point", Point.Length).CopyTo(Point, 0);
        reader.ReadDouble("gradient", Gradient.Length).CopyTo(Gradient, 0);
        _memory.Restore(reader);
        Evaluated = _moved = true;
    }
}
