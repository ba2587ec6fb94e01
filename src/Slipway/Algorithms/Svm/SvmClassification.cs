using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>One training of a kernel classifier: a machine for each pair of classes, each on the rows of the two.</summary>
internal sealed class SvmClassification
{
    private readonly SvmClassifier _algorithm;
    private readonly TrainingContext _context;
    private readonly SvmTrainingData _data;
    private readonly SvmRows _rows;
    private readonly SvmKernelFunction _kernel;
    private readonly int[][] _rowsOfClass;
    private readonly (int First, int Second)[] _pairs;
    private readonly SvmPairResult?[] _results;

    public SvmClassification(SvmClassifier algorithm, TrainingContext context)
    {
        _algorithm = algorithm;
        _context = context;
        var classes = context.Classes.Count;
        if (classes < 2)
        {
            throw new ArgumentException($"A classifier needs at least two classes; the data have {classes}.", nameof(context));
        }

        _data = SvmTrainingData.Read(context.Train, ClassWeightTable.Create(algorithm.ClassWeighting, algorithm.ClassWeights, context));
        _rows = SvmAlgorithm.ForTraining(_data.Rows, algorithm.Kernel);
        _kernel = algorithm.KernelFor(_data.Rows);
        _rowsOfClass = [.. Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, _rows.Count).Where(i => _data.Targets[i] == k).ToArray())];
        _pairs = [.. Enumerable.Range(0, classes).SelectMany(a => Enumerable.Range(a + 1, classes - a - 1).Select(b => (a, b)))];
        _results = new SvmPairResult?[_pairs.Length];
    }

    public Model Run()
    {
        if (_pairs.Length > 1)
        {
            _context.TryRestoreCheckpoint(reader => SvmCheckpoint.RestorePairs(reader, _results, PairRows));
        }

        // Pairs are independent: how many run at once changes no bit of any.
        var together = Math.Min(_context.MaxThreads, _pairs.Length);
        for (var start = 0; start < _pairs.Length; start += together)
        {
            var count = Math.Min(together, _pairs.Length - start);
            ParallelFor.Run(count, _context.MaxThreads, new PairBody(this, start, together));
            _context.StepsTaken += _results.AsSpan(start, count).ToArray().Max(r => r!.Rounds);
            _context.ReportProgress(1, 1, (double)(start + count) / _pairs.Length);
            if (_pairs.Length > 1 && _context.CheckpointDue && !_context.StopRequested) // a stop cuts pairs short, which are not to be kept
            {
                _context.SaveCheckpoint(writer => SvmCheckpoint.SavePairs(writer, _results));
            }
        }

        if (_results.FirstOrDefault(r => !r!.Converged) is { } unfinished && _context.MaxSteps is null && !_context.StopRequested)
        {
            LogMessages.NotConverged(_context.Logger, (int)Math.Min(int.MaxValue, unfinished.Iterations), _algorithm.Tolerance);
        }

        _context.Report("train:loss", _results.Average(r => r!.MeanLoss), 1);
        var model = ToModel();
        ReportValidation(model, _context);
        return model;
    }

    public static void ReportValidation(SvmModel model, TrainingContext context)
    {
        if (context.Validation is { } validation)
        {
            foreach (var (name, metric) in ModelEvaluation.Evaluate(model, validation, context.Algorithm.Task, context.CancellationToken))
            {
                context.Report($"validation:{name}", metric, 1);
            }
        }
    }

    private int[] PairRows(int pair) => [.. _rowsOfClass[_pairs[pair].First], .. _rowsOfClass[_pairs[pair].Second]];

    private SvmPairResult TrainPair(int pair, int together)
    {
        var rows = PairRows(pair);
        var positives = _rowsOfClass[_pairs[pair].First].Length;
        var subset = _rows.Subset(rows);
        var signs = new sbyte[rows.Length];
        signs.AsSpan(0, positives).Fill(1);
        signs.AsSpan(positives).Fill(-1);
        double[] bounds = [.. rows.Select(i => _algorithm.C * _data.Weights[i])];
        var settings = _algorithm.Settings(_context, together == 1 ? _context.MaxThreads : 1, together);
        if (positives == 0 || positives == rows.Length)
        {
            return SvmPairResult.Constant(rows.Length, positives > 0 ? 1 : -1);
        }

        var solver = new SmoSolver(SmoProblem.Classification(subset, _kernel, signs, bounds), settings);
        var solution = _pairs.Length == 1 ? SvmCheckpoint.Solve(solver, _context) : solver.Solve();
        double loss = 0, weight = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            loss += bounds[i] * Math.Max(0, 1 - (signs[i] * (solution.Expansion[i] + solution.Bias)));
            weight += bounds[i];
        }

        var platt = _algorithm.Calibrate ? PlattCalibration.Fit(subset, _kernel, signs, bounds, settings, _algorithm, _context.Seed, pair) : default;
        return new SvmPairResult(
            solution.Coefficients, solution.Bias, platt.Slope, platt.Offset, loss / weight, solution.Rounds, solution.Iterations, solution.Converged);
    }

    /// <summary>Support vectors by class; each has a coefficient for every other class, as LIBSVM stores them.</summary>
    private SvmModel ToModel()
    {
        var classes = _rowsOfClass.Length;
        var others = classes - 1;
        var coefficients = new float[others][];
        for (var o = 0; o < others; o++)
        {
            coefficients[o] = new float[_rows.Count];
        }

        for (var p = 0; p < _pairs.Length; p++)
        {
            var (first, second) = _pairs[p];
            var rows = PairRows(p);
            for (var i = 0; i < rows.Length; i++)
            {
                coefficients[i < _rowsOfClass[first].Length ? second - 1 : first][rows[i]] = (float)_results[p]!.Coefficients[i];
            }
        }

        var support = _rowsOfClass.Select(rows => rows.Where(i => coefficients.Any(c => c[i] != 0)).ToArray()).ToArray();
        int[] all = [.. support.SelectMany(s => s)];
        return new SvmModel(
            LearningTask.Classification, _data.Rows.Subset(all), _kernel, [.. support.Select(s => s.Length)],
            [.. coefficients.SelectMany(c => all.Select(i => c[i]))], [.. _results.Select(r => (float)r!.Bias)],
            _algorithm.Calibrate ? [.. _results.Select(r => (float)r!.Slope), .. _results.Select(r => (float)r!.Offset)] : []);
    }

    private readonly struct PairBody(SvmClassification training, int start, int together) : IParallelBody
    {
        public void Invoke(int part) => training._results[start + part] ??= training.TrainPair(start + part, together);
    }
}
