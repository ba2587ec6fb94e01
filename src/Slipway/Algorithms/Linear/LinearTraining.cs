using System.Text.Json.Nodes;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>One training of a linear model: L-BFGS, or OWL-QN with an L1 penalty, over one or several degrees of smoothing.</summary>
internal sealed class LinearTraining
{
    private const double SufficientDecrease = 1e-4;
    private const double CurvatureCondition = 0.9;
    private const int MaxLineSearchSteps = 40;

    /// <summary>The rounded kink is at most half a thousandth below the true loss at the end.</summary>
    private static readonly double[] SmoothingStages = [1, 0.1, 0.01, 0.001];

    private readonly LinearAlgorithm _algorithm;
    private readonly LinearLoss _loss;
    private readonly TrainingContext _context;
    private readonly LinearObjective _objective;
    private readonly LbfgsMemory _memory;
    private readonly double[] _point;
    private readonly double[] _gradient;
    private readonly double[] _pseudo;
    private readonly double[] _direction;
    private readonly double[] _trial;
    private readonly double[] _trialGradient;
    private double _value;
    private double _firstGradient;
    private int _iteration;
    private int _stage;
    private bool _evaluated;

    public LinearTraining(LinearAlgorithm algorithm, LinearLoss loss, TrainingContext context)
    {
        _algorithm = algorithm;
        _loss = loss;
        _context = context;
        _objective = new LinearObjective(algorithm, loss, context);
        var n = _objective.ParameterCount;
        _memory = new LbfgsMemory(n);
        _point = new double[n];
        _gradient = new double[n];
        _pseudo = new double[n];
        _direction = new double[n];
        _trial = new double[n];
        _trialGradient = new double[n];
        if (context.TryRestoreCheckpoint(Restore))
        {
            LogMessages.Resumed(context.Logger, _iteration, 0);
        }
        else if (context.InitialModel is LinearModel model)
        {
            RequireSameShape(model);
            loss.FromModel(model).CopyTo(_point, 0);
        }
    }

    public Model Run()
    {
        var stages = _loss.Smoothed ? SmoothingStages : [0];
        var converged = false;
        for (; _stage < stages.Length && !Exhausted; _stage++)
        {
            _objective.Smoothing = stages[_stage];
            if (!_evaluated)
            {
                _memory.Clear();
                if (!Evaluate(_point, _gradient, out _value))
                {
                    break;
                }

                _evaluated = true;
                _firstGradient = Math.Max(1e-3, VectorMath.LargestMagnitude(PseudoGradient()));
            }

            converged = Minimise();
            _evaluated = false;
        }

        if (!converged && _context.MaxSteps is null && !_context.StopRequested)
        {
            LogMessages.NotConverged(_context.Logger, _iteration, _algorithm.Tolerance);
        }

        var model = ToModel();
        if (_context.Validation is { } validation)
        {
            foreach (var (name, metric) in ModelEvaluation.Evaluate(model, validation, _context.Algorithm.Task, _context.CancellationToken))
            {
                // The loss that was minimised (a hinge, a quantile's), not the standard one for the task.
                _context.Report($"validation:{name}", name == "loss" ? _objective.MeanLossOn(_point, validation) : metric, _iteration);
            }
        }

        return model;
    }

    private bool Exhausted => _iteration >= (_context.MaxSteps ?? _algorithm.MaxIterations) || _context.StopRequested;

    /// <summary>Minimises at the current smoothing; true when it converged.</summary>
    private bool Minimise()
    {
        while (!Exhausted)
        {
            var steepest = PseudoGradient();
            if (!double.IsFinite(_value) || !double.IsFinite(VectorMath.LargestMagnitude(steepest)))
            {
                throw new TrainingDivergedException("train:loss", double.IsFinite(_value) ? double.NaN : _value, _iteration + 1);
            }

            if (VectorMath.LargestMagnitude(steepest) <= _algorithm.Tolerance * _firstGradient)
            {
                return true;
            }

            _memory.Direction(steepest, _direction);
            KeepDescending(steepest);
            var before = _value;
            if (!LineSearch(steepest))
            {
                if (_memory.IsEmpty || _context.StopRequested)
                {
                    return !_context.StopRequested; // even the steepest descent gains nothing more in this precision
                }

                _memory.Clear();
                continue;
            }

            _iteration++;
            _context.StepsTaken++;
            _context.Report("train:loss", _objective.MeanLoss, _iteration);
            _context.ReportProgress(_iteration, _algorithm.MaxIterations, (double)_iteration / _algorithm.MaxIterations);
            if (before - _value <= 1e-9 * Math.Max(1e-3, Math.Abs(_value)))
            {
                return true; // not part of a checkpoint: a resumed run must come to this by itself
            }

            if (_context.CheckpointDue)
            {
                _context.SaveCheckpoint(Save);
            }
        }

        return false;
    }

    /// <summary>
    /// With an L1 penalty, the one-sided derivative of steepest descent (Andrew and Gao, equation 4); otherwise the gradient.
    /// </summary>
    private double[] PseudoGradient()
    {
        if (_algorithm.L1 == 0)
        {
            return _gradient;
        }

        _gradient.CopyTo(_pseudo, 0);
        for (var i = 0; i < _objective.CoefficientCount; i++)
        {
            var left = _gradient[i] - _algorithm.L1;
            var right = _gradient[i] + _algorithm.L1;
            _pseudo[i] = _point[i] > 0 ? right : _point[i] < 0 ? left : left > 0 ? left : right < 0 ? right : 0;
        }

        return _pseudo;
    }

    /// <summary>Drops what does not descend: components against an L1 orthant, or a direction that rounding has spoilt.</summary>
    private void KeepDescending(double[] steepest)
    {
        if (_algorithm.L1 > 0)
        {
            for (var i = 0; i < _objective.CoefficientCount; i++)
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

            if (!double.IsFinite(value) || value > _value + (SufficientDecrease * Decrease(step, slope, steepest)))
            {
                high = step;
            }
            else if (_algorithm.L1 == 0 && VectorMath.Dot(_direction, _trialGradient) < CurvatureCondition * slope)
            {
                low = step;
            }
            else
            {
                Accept(value);
                return true;
            }

            step = double.IsInfinity(high) ? 2 * step : (low + high) / 2;
        }

        return false;
    }

    private double Decrease(double step, double slope, double[] steepest)
    {
        if (_algorithm.L1 == 0)
        {
            return step * slope;
        }

        var decrease = 0.0;
        for (var i = 0; i < _trial.Length; i++)
        {
            decrease += steepest[i] * (_trial[i] - _point[i]);
        }

        return decrease;
    }

    private void Move(double step, double[] steepest)
    {
        for (var i = 0; i < _trial.Length; i++)
        {
            _trial[i] = _point[i] + (step * _direction[i]);
            if (_algorithm.L1 > 0 && i < _objective.CoefficientCount)
            {
                var orthant = _point[i] != 0 ? Math.Sign(_point[i]) : -Math.Sign(steepest[i]);
                if (Math.Sign(_trial[i]) != orthant)
                {
                    _trial[i] = 0;
                }
            }
        }
    }

    private void Accept(double value)
    {
        for (var i = 0; i < _point.Length; i++)
        {
            _direction[i] = _trial[i] - _point[i];
            _gradient[i] = _trialGradient[i] - _gradient[i];
        }

        _memory.Add(_direction, _gradient);
        _trial.CopyTo(_point, 0);
        _trialGradient.CopyTo(_gradient, 0);
        _value = value;
    }

    private bool Evaluate(double[] point, double[] gradient, out double value)
    {
        if (!_objective.TryEvaluate(point, gradient, out value))
        {
            return false;
        }

        if (_algorithm.L1 > 0)
        {
            for (var i = 0; i < _objective.CoefficientCount; i++)
            {
                value += _algorithm.L1 * Math.Abs(point[i]);
            }
        }

        return true;
    }

    private LinearModel ToModel()
    {
        var count = _objective.CoefficientCount;
        return _loss.ToModel(
            [.. _point.Take(count).Select(w => (float)w)], [.. _point.Skip(count).Select(b => (float)b)], _context.Train.FeatureCount);
    }

    private void RequireSameShape(LinearModel model)
    {
        if (model.Parameters().Length != _point.Length)
        {
            throw new HyperparameterException(_context.Algorithm.Id, [new HyperparameterProblem(
                "Loss", _algorithm.ToString(), "the loss of the model to go on from; it has another number of coefficients")]);
        }
    }

    private void Save(ModelWriter writer)
    {
        writer.WriteValue("linear", new JsonObject
        {
            ["iteration"] = _iteration,
            ["stage"] = _stage,
            ["value"] = _value,
            ["first_gradient"] = _firstGradient,
        });
        writer.Write("point", [_point.Length], _point);
        writer.Write("gradient", [_gradient.Length], _gradient);
        _memory.Save(writer);
    }

    private void Restore(ModelReader reader)
    {
        var state = reader.ReadValue("linear")!.AsObject();
        _iteration = state["iteration"]!.GetValue<int>();
        _stage = state["stage"]!.GetValue<int>();
        _value = state["value"]!.GetValue<double>();
        _firstGradient = state["first_gradient"]!.GetValue<double>();
        reader.ReadDouble("point", _point.Length).CopyTo(_point, 0);
        reader.ReadDouble("gradient", _gradient.Length).CopyTo(_gradient, 0);
        _memory.Restore(reader);
        _evaluated = true;
    }
}
