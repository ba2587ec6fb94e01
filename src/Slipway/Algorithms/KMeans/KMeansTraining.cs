using Slipway.Features;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>One training of k-means: starts, iterations, metrics, checkpoints.</summary>
internal sealed class KMeansTraining
{
    private readonly KMeans _algorithm;
    private readonly TrainingContext _context;
    private readonly KMeansRows _rows;
    private readonly float[]? _weights;
    private readonly double _totalWeight;
    private readonly double[]? _given;
    private int _start;
    private int _iterations;
    private LloydState? _lloyd;
    private MiniBatchState? _miniBatch;
    private float[]? _best;
    private double _bestValue = double.PositiveInfinity;

    public KMeansTraining(KMeans algorithm, TrainingContext context)
    {
        _algorithm = algorithm;
        _context = context;
        (_weights, _totalWeight, var usable) = Weights(context.Train);
        if (algorithm.K > usable)
        {
            throw Problem(nameof(KMeans.K), $"{algorithm.K}", $"at most {usable}, the number of training rows (with a positive weight)");
        }

        _given = Given();
        _rows = new KMeansRows(context.Train, context);
    }

    private int Starts => _given is null ? _algorithm.Restarts : 1;

    private bool OutOfSteps => _context.MaxSteps is { } limit && _iterations >= limit;

    public Model Run()
    {
        _context.TryRestoreCheckpoint(Restore);
        for (; _start < Starts && !(_start > 0 && (OutOfSteps || _context.StopRequested)); _start++)
        {
            var (centers, sum) = _algorithm.Method == KMeansMethod.Lloyd ? Lloyd() : MiniBatch();
            if (sum < _bestValue || _best is null)
            {
                (_bestValue, _best) = (sum, centers);
            }
        }

        var result = Model(_best!);
        Report("train", _bestValue, _totalWeight, 0);
        if (_context.Validation is { } validation)
        {
            var (sum, weight) = result.Distances(validation, _context.CancellationToken);
            Report("test", sum, weight, 0);
        }

        return result;
    }

    private (float[] Centers, double Sum) Lloyd()
    {
        _lloyd ??= new LloydState(_rows, _weights, StartCenters());
        var converged = false;
        while (!converged && _lloyd.Iteration < _algorithm.MaxIterations && !OutOfSteps && !_context.StopRequested)
        {
            converged = _lloyd.Iterate(_context.CancellationToken) <= _algorithm.Tolerance * _rows.MeanVariance;
            Advance(_lloyd.Iteration, _lloyd.SquaredDistances, converged);
        }

        if (!converged && !OutOfSteps && !_context.StopRequested)
        {
            LogMessages.NotConverged(_context.Logger, _lloyd.Iteration, _algorithm.Tolerance);
        }

        var centers = Array.ConvertAll(_lloyd.Centers, c => (float)c);
        var sum = _lloyd.ExactSum(centers, _context.CancellationToken);
        _lloyd = null;
        return (centers, sum);
    }

    /// <summary>
    /// Algorithm 1 of Sculley: all rows of a batch are assigned, then each moves its centre by 1 over the rows that the centre has had.
    /// </summary>
    private (float[] Centers, double Sum) MiniBatch()
    {
        _miniBatch ??= new MiniBatchState(StartCenters(), _rows.Offset);
        var (state, centers) = (_miniBatch, _miniBatch.Centers);
        var converged = false;
        while (!converged && state.Pass < _algorithm.MaxIterations && !OutOfSteps && !_context.StopRequested)
        {
            state.Pass++;
            var before = (double[])centers.Clone();
            var sum = 0.0;
            using (var batches = _context.Train.Batches(_context.Seed, (_start * _algorithm.MaxIterations) + state.Pass, _algorithm.BatchSize))
            {
                while (batches.MoveNext())
                {
                    _context.ThrowIfCancellationRequested();
                    sum += state.Update(batches.Current);
                }
            }

            var shift = 0.0;
            for (var i = 0; i < centers.Length; i++)
            {
                shift += (centers[i] - before[i]) * (centers[i] - before[i]);
            }

            converged = shift <= _algorithm.Tolerance * _rows.MeanVariance;
            Advance(state.Pass, sum, converged);
        }

        _miniBatch = null;
        var result = Array.ConvertAll(centers, c => (float)c);
        using var model = Model(result);
        return (result, model.Distances(_context.Train, _context.CancellationToken).Sum);
    }

    /// <summary>Reports. No checkpoint is made of a start that has converged: resumed, it would go on.</summary>
    private void Advance(int iteration, double sum, bool converged)
    {
        _iterations++;
        _context.StepsTaken++;
        Report("train", sum, _totalWeight, _iterations);
        _context.ReportProgress(
            iteration, _algorithm.MaxIterations, (_start + ((double)iteration / _algorithm.MaxIterations)) / Starts);
        if (!converged && _context.CheckpointDue)
        {
            _context.SaveCheckpoint(Save);
        }
    }

    private void Report(string channel, double sum, double weight, int epoch)
    {
        _context.Report($"{channel}:ssd", sum, epoch);
        _context.Report($"{channel}:msd", weight > 0 ? sum / weight : 0, epoch);
    }

    private double[] StartCenters() => (double[]?)_given?.Clone() ?? new KMeansSeeding(
        _rows, _weights, _context.Seed, RandomStreams.Centers + (ulong)_start,
        _context.CancellationToken).Choose(_algorithm.Initialization, _algorithm.K);

    private KMeansModel Model(float[] centers) => new(new CentroidSet(centers, _rows.Offset));

    private double[]? Given()
    {
        var width = _context.Train.FeatureCount;
        if (_context.InitialModel is KMeansModel model)
        {
            return model.Centroids.Count == _algorithm.K && model.InputWidth == width
                ? [.. model.Centroids.Centers.Select(c => (double)c)]
                : throw Problem(
                    nameof(KMeans.K), $"{_algorithm.K} centres of {width} features",
                    $"{model.Centroids.Count} of {model.InputWidth}, as in the model to go on from");
        }

        if (_algorithm.StartCenters is not { } centers)
        {
            return null;
        }

        return centers[0].Length == width
            ? [.. centers.SelectMany(c => c)]
            : throw Problem(nameof(KMeans.StartCenters), $"centres of {centers[0].Length} values",
                $"{width} values, the number of features");
    }

    private static (float[]? Weights, double Total, int Usable) Weights(FeatureMatrix matrix)
    {
        if (matrix.RowCount > int.MaxValue)
        {
            throw new NotSupportedException(
                $"k-means reads at most {int.MaxValue} rows; the training channel has {matrix.RowCount}. Use Take or Shard.");
        }

        if (!matrix.HasWeights)
        {
            return (null, matrix.RowCount, (int)matrix.RowCount);
        }

        var weights = new float[matrix.RowCount];
        double total = 0;
        var usable = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            chunk.Weights.CopyTo(weights.AsSpan((int)matrix.ChunkStart(c)));
            foreach (var weight in chunk.Weights)
            {
                total += weight;
                usable += weight > 0 ? 1 : 0;
            }
        }

        return (weights, total, usable);
    }

    private HyperparameterException Problem(string name, string value, string allowed) =>
        new(_algorithm.Describe().Id, [new HyperparameterProblem(name, value, allowed)]);

    private void Save(ModelWriter writer)
    {
        writer.WriteValue("start", _start);
        writer.WriteValue("iterations", _iterations);
        writer.WriteValue("best_value", _best is null ? null : _bestValue);
        writer.Write("best", [_best?.Length ?? 0], _best ?? []);
        _lloyd?.Save(writer);
        _miniBatch?.Save(writer);
    }

    private void Restore(ModelReader reader)
    {
        _start = reader.ReadValue("start")!.GetValue<int>();
        _iterations = reader.ReadValue("iterations")!.GetValue<int>();
        if (reader.ReadValue("best_value") is { } value)
        {
            _bestValue = value.GetValue<double>();
            _best = reader.ReadSingle("best");
        }

        var centers = new double[_algorithm.K * _rows.Width];
        if (_algorithm.Method == KMeansMethod.Lloyd)
        {
            _lloyd = new LloydState(_rows, _weights, centers);
            _lloyd.Restore(reader);
        }
        else
        {
            _miniBatch = new MiniBatchState(centers, _rows.Offset);
            _miniBatch.Restore(reader);
        }

        LogMessages.Resumed(_context.Logger, _iterations, 0);
    }
}
