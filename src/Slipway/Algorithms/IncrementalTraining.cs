using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>One run of an <see cref="IncrementalAlgorithm{TState}"/>: epochs, batches, validation, early stopping, checkpoints.</summary>
internal sealed class IncrementalTraining<TState> where TState : class
{
    private readonly IncrementalAlgorithm<TState> _algorithm;
    private readonly TrainingContext _context;
    private readonly MetricDirection _direction;
    private TState _state;
    private int _epoch = 1;
    private long _batch;
    private long _step;
    private double _lossSum;
    private double _weightSum;
    private Model? _best;
    private double? _bestValue;
    private int? _bestEpoch;
    private int _epochsSinceBest;

    public IncrementalTraining(IncrementalAlgorithm<TState> algorithm, TrainingContext context)
    {
        _algorithm = algorithm;
        _context = context;
        if (algorithm.EarlyStopping is { } early)
        {
            if (context.Validation is null)
            {
                throw new HyperparameterException(context.Algorithm.Id, [new HyperparameterProblem(
                    nameof(algorithm.EarlyStopping), early.Metric, "null without a validation channel; pass one to FitAsync, e.g. from Split")]);
            }

            _direction = early.Direction(context.Algorithm);
        }

        _state = null!;
        if (!context.TryRestoreCheckpoint(Restore))
        {
            _state = algorithm.Initialize(context);
        }
    }

    public Model Run()
    {
        using var reading = _context.Rows.Read(
            new ReadingPlan(_context.Seed, _algorithm.BatchSize, _epoch, _batch, _algorithm.Epochs), _context.CancellationToken);
        var stopped = false;
        while (_epoch <= _algorithm.Epochs && !stopped)
        {
            var started = _context.Logger.IsEnabled(Microsoft.Extensions.Logging.LogLevel.Debug) ? System.Diagnostics.Stopwatch.GetTimestamp() : 0;
            stopped = RunEpoch(reading);
            if (stopped && _batch > 0)
            {
                break;
            }

            FinishEpoch();
            SlipwayTelemetry.EpochFinished(_context.Algorithm.Id);
            if (started != 0)
            {
                LogMessages.EpochFinished(_context.Logger, _epoch - 1, System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            if (_algorithm.EarlyStopping is { } early && _epochsSinceBest >= early.Patience)
            {
                LogMessages.StoppedEarly(_context.Logger, _epoch - 1, early.Metric, _bestValue ?? double.NaN, _epochsSinceBest);
                break;
            }

            if (_context.CheckpointDue)
            {
                _context.SaveCheckpoint(Save);
            }
        }

        _context.ModelEpoch = _bestEpoch;
        return _best ?? _algorithm.Complete(_state);
    }

    /// <summary>Runs the rest of the current epoch; true when asked to stop.</summary>
    private bool RunEpoch(ITrainingReading reading)
    {
        using var cursor = reading.Open(_epoch);
        if (_batch > 0)
        {
            cursor.Skip(_batch);
        }

        while (cursor.MoveNext())
        {
            _context.ThrowIfCancellationRequested();
            var batch = cursor.Current;
            var step = new TrainingStep(_epoch, _step, cursor.BatchCount, _context.Seed, _context.MaxThreads);
            _lossSum += _algorithm.Update(_state, batch, step);
            _weightSum += _algorithm.TotalWeight(_state, batch);
            if (!double.IsFinite(_lossSum))
            {
                throw new TrainingDivergedException("train:loss", _lossSum, _epoch);
            }

            _batch++;
            _step++;
            _context.StepsTaken++;
            if (_context.MaxSteps is { } limit && _step >= limit)
            {
                _context.Report("train:loss", _lossSum / Math.Max(_weightSum, double.Epsilon), _epoch);
                return true;
            }

            if (_context.StopRequested)
            {
                return _batch < cursor.BatchCount || Finished();
            }

            if ((_step & 15) == 0)
            {
                _context.ReportProgress(_epoch, _algorithm.Epochs, (_epoch - 1 + ((double)_batch / cursor.BatchCount)) / _algorithm.Epochs);
            }

            if (_context.CheckpointDue && _batch < cursor.BatchCount)
            {
                _context.SaveCheckpoint(Save);
            }
        }

        _batch = 0;
        return false;

        bool Finished()
        {
            _batch = 0;
            return true;
        }
    }

    private void FinishEpoch()
    {
        _context.Report("train:loss", _lossSum / Math.Max(_weightSum, double.Epsilon), _epoch);
        if (_context.Validation is { } validation)
        {
            var model = _algorithm.Complete(_state);
            double? watched = null;
            foreach (var (name, value) in _algorithm.Evaluate(model, validation, _context))
            {
                var metric = $"validation:{name}";
                _context.Report(metric, value, _epoch);
                if (metric == _algorithm.EarlyStopping?.Metric)
                {
                    watched = value;
                }
            }

            KeepIfBest(model, watched);
        }

        _context.ReportProgress(_epoch, _algorithm.Epochs, (double)_epoch / _algorithm.Epochs);
        _epoch++;
        _lossSum = 0;
        _weightSum = 0;
    }

    private void KeepIfBest(Model model, double? watched)
    {
        if (_algorithm.EarlyStopping is not { } early)
        {
            model.Dispose();
            return;
        }

        var value = watched ?? throw new SlipwayException(
            $"Early stopping watches {early.Metric}, which the validation rows do not define (r2, for example, when all targets are equal). " +
            "Watch another metric, or validate on other rows.");
        if (early.Improves(value, _bestValue, _direction))
        {
            _best?.Dispose();
            _best = model;
            _bestValue = value;
            _bestEpoch = _epoch;
            _epochsSinceBest = 0;
        }
        else
        {
            model.Dispose();
            _epochsSinceBest++;
        }
    }

    private void Save(ModelWriter writer)
    {
        writer.WriteValue("loop", new JsonObject
        {
            ["epoch"] = _epoch,
            ["batch"] = _batch,
            ["step"] = _step,
            ["loss_sum"] = _lossSum,
            ["weight_sum"] = _weightSum,
            ["best_value"] = _bestValue,
            ["best_epoch"] = _bestEpoch,
            ["epochs_since_best"] = _epochsSinceBest,
            ["has_best"] = _best is not null,
        });
        _algorithm.SaveState(_state, new PrefixedWriter(writer, "state."));
        _best?.Save(new PrefixedWriter(writer, "best."));
    }

    private void Restore(ModelReader reader)
    {
        var loop = reader.ReadValue("loop")!.AsObject();
        _epoch = loop["epoch"]!.GetValue<int>();
        _batch = loop["batch"]!.GetValue<long>();
        _step = loop["step"]!.GetValue<long>();
        _lossSum = loop["loss_sum"]!.GetValue<double>();
        _weightSum = loop["weight_sum"]!.GetValue<double>();
        _bestValue = loop["best_value"]?.GetValue<double>();
        _bestEpoch = loop["best_epoch"]?.GetValue<int>();
        _epochsSinceBest = loop["epochs_since_best"]!.GetValue<int>();
        _state = _algorithm.RestoreState(new PrefixedReader(reader, "state.", _context), _context);
        _best = loop["has_best"]!.GetValue<bool>() ? _algorithm.LoadModel(new PrefixedReader(reader, "best.", _context)) : null;
        LogMessages.Resumed(_context.Logger, _epoch, _batch);
    }
}
