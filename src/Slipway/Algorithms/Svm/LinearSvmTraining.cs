using Slipway.Kernels;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>One training by dual coordinate descent: one machine for two classes, one class against the rest for more.</summary>
internal sealed class LinearSvmTraining
{
    private readonly SvmClassifier _algorithm;
    private readonly TrainingContext _context;
    private readonly SvmTrainingData _data;
    private readonly DualCoordinateDescent[] _machines;
    private readonly bool[] _converged;

    public LinearSvmTraining(SvmClassifier algorithm, TrainingContext context)
    {
        _algorithm = algorithm;
        _context = context;
        var classes = context.Classes.Count;
        if (classes < 2)
        {
            throw new ArgumentException($"A classifier needs at least two classes; the data have {classes}.", nameof(context));
        }

        _data = SvmTrainingData.Read(context.Train, ClassWeightTable.Create(algorithm.ClassWeighting, algorithm.ClassWeights, context));
        double[] bounds = [.. _data.Weights.Select(w => algorithm.C * w)];
        var columns = classes == 2 ? 1 : classes;
        _machines = new DualCoordinateDescent[columns];
        _converged = new bool[columns];
        for (var k = 0; k < columns; k++)
        {
            var positive = columns == 1 ? 1 : k;
            sbyte[] signs = [.. _data.Targets.Select(t => (sbyte)(t == positive ? 1 : -1))];
            _machines[k] = new DualCoordinateDescent(_data.Rows, signs, bounds, algorithm.Loss, algorithm.FitIntercept);
        }
    }

    public Model Run()
    {
        if (_context.TryRestoreCheckpoint(Restore))
        {
            LogMessages.Resumed(_context.Logger, _machines.Max(m => m.Passes), 0);
        }

        // Machines are independent: how many run at once changes no bit of any.
        var together = Math.Min(Math.Max(1, _context.MaxThreads), _machines.Length);
        for (var start = 0; start < _machines.Length; start += together)
        {
            ParallelFor.Run(Math.Min(together, _machines.Length - start), _context.MaxThreads, new MachineBody(this, start));
            if (_machines.Length > 1)
            {
                SaveWhenDue();
            }
        }

        _context.StepsTaken += _machines.Max(m => m.Passes);
        if (_converged.Contains(false) && _context.MaxSteps is null && !_context.StopRequested)
        {
            LogMessages.NotConverged(_context.Logger, _machines.Max(m => m.Passes), _algorithm.Tolerance);
        }

        var total = _data.Weights.Sum() * _algorithm.C;
        _context.Report("train:loss", total > 0 ? _machines.Average(m => m.Loss) / total : 0, 1);
        var model = ToModel();
        if (_context.Validation is { } validation)
        {
            foreach (var (name, metric) in ModelEvaluation.Evaluate(model, validation, _context.Algorithm.Task, _context.CancellationToken))
            {
                _context.Report($"validation:{name}", metric, 1);
            }
        }

        return model;
    }

    private LinearModel ToModel()
    {
        var features = _data.Rows.Width;
        var weights = new float[features * _machines.Length];
        var intercepts = new float[_machines.Length];
        for (var k = 0; k < _machines.Length; k++)
        {
            var machine = _machines[k].Weights;
            for (var j = 0; j < features; j++)
            {
                weights[(j * _machines.Length) + k] = (float)machine[j];
            }

            intercepts[k] = (float)machine[features];
        }

        return new LinearModel(weights, intercepts, features, LinearOutput.Softmax, 0, 1);
    }

    /// <summary>The only machine as it is; of several, those that are finished.</summary>
    private void SaveWhenDue()
    {
        if (_context.CheckpointDue)
        {
            _context.SaveCheckpoint(writer =>
            {
                for (var k = 0; k < _machines.Length; k++)
                {
                    if (_machines.Length == 1 || _machines[k].IsFinished)
                    {
                        _machines[k].Save(writer, k);
                    }
                }
            });
        }
    }

    private void Restore(ModelReader reader)
    {
        for (var k = 0; k < _machines.Length; k++)
        {
            if (reader.HasTensor($"alphas_{k}"))
            {
                _machines[k].Restore(reader, k);
            }
        }
    }

    private void Train(int machine)
    {
        var solver = _machines[machine];
        _converged[machine] = solver.IsFinished
            ? solver.Gap <= _algorithm.Tolerance
            : solver.Train(
                _algorithm.Tolerance, _context.MaxSteps ?? _algorithm.MaxIterations, machine, _context, _machines.Length == 1 ? SaveWhenDue : null);
    }

    private readonly struct MachineBody(LinearSvmTraining training, int start) : IParallelBody
    {
        public void Invoke(int part) => training.Train(start + part);
    }
}
