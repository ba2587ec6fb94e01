using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// The smooth part of the objective, <c>mean loss + L2 / 2 |w|^2</c>, and its gradient, by one pass over the rows. Chunks may be worked on by
/// several threads, but their sums are added in order of the chunks, so the result does not depend on the number of threads.
/// </summary>
internal sealed partial class LinearObjective : IDisposable
{
    private readonly TrainingContext _context;
    private readonly LinearLoss _loss;
    private readonly FeatureMatrix _matrix;
    private readonly double _l2;
    private readonly bool _intercept;
    private readonly int _features;
    private readonly int _columns;
    private readonly double _inverseTotal;
    private readonly float[] _weights;
    private readonly float[] _intercepts;
    private readonly LinearScratch[] _scratch;

    public LinearObjective(LinearAlgorithm algorithm, LinearLoss loss, TrainingContext context, bool secondOrder)
    {
        _context = context;
        _loss = loss;
        _matrix = context.Train;
        _l2 = algorithm.L2;
        _intercept = algorithm.FitIntercept;
        _features = _matrix.FeatureCount;
        _columns = loss.Columns;
        if ((long)_features * _columns > Array.MaxLength)
        {
            throw new SlipwayException($"{_features} features and {_columns} score columns make too many coefficients (at most {Array.MaxLength}).");
        }

        _weights = new float[_features * _columns];
        _intercepts = new float[_columns];
        var threads = Math.Clamp(context.MaxThreads, 1, Math.Max(1, _matrix.ChunkCount));
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new LinearScratch(_features, _columns))];
        _curvature = secondOrder ? new RowCurvature(_matrix) : null;
        _inverseTotal = 1 / TotalWeight();
    }

    public void Dispose() => _curvature?.Dispose();

    /// <summary>Coefficients, then intercepts.</summary>
    public int ParameterCount => _weights.Length + _intercepts.Length;

    public int CoefficientCount => _weights.Length;

    /// <summary>Width of the rounded kink, for losses that have one.</summary>
    public double Smoothing { get; set; }

    /// <summary>Mean loss at the last point, without penalties.</summary>
    public double MeanLoss { get; private set; }

    /// <summary>Value and gradient at a point; false when the job was asked to stop meanwhile, and then neither is complete.</summary>
    public bool TryEvaluate(ReadOnlySpan<double> point, Span<double> gradient, out double value)
    {
        Narrow(point);
        gradient.Clear();
        value = 0;
        var loss = 0.0;
        for (var first = 0; first < _matrix.ChunkCount; first += _scratch.Length)
        {
            if (!TryRun(first, ChunkWork.Gradient, out var count))
            {
                return false;
            }

            for (var i = 0; i < count; i++)
            {
                loss += _scratch[i].Loss;
                WideAxpy.Apply(1, _scratch[i].Gradient, gradient[.._scratch[i].Gradient.Length]);
                WideAxpy.Apply(1, _scratch[i].InterceptGradient, gradient[_weights.Length..]);
            }
        }

        MeanLoss = loss * _inverseTotal;
        var squares = 0.0;
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] *= _inverseTotal;
            if (i < _weights.Length)
            {
                gradient[i] += _l2 * point[i];
                squares += point[i] * point[i];
            }
        }

        if (!_intercept)
        {
            gradient[_weights.Length..].Clear();
        }

        value = MeanLoss + (0.5 * _l2 * squares);
        return true;
    }

    /// <summary>Mean loss on other rows, without penalties.</summary>
    public double MeanLossOn(ReadOnlySpan<double> point, FeatureMatrix matrix)
    {
        Narrow(point);
        double loss = 0, total = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            _context.ThrowIfCancellationRequested();
            var chunk = matrix.Chunk(c);
            for (var start = 0; start < chunk.Rows; start += LinearScratch.BlockRows)
            {
                var batch = chunk.Slice(start, Math.Min(LinearScratch.BlockRows, chunk.Rows - start));
                var scores = _scratch[0].Scores.AsSpan(0, batch.Rows * _columns);
                LinearModel.Scores(batch.Features, _weights, _intercepts, scores, maxThreads: 1);
                loss += _loss.LossAndGradient(scores, batch, _scratch[0], Smoothing);
                for (var i = 0; i < batch.Rows; i++)
                {
                    total += _loss.WeightOf(batch, i);
                }
            }

            matrix.Release(c);
        }

        return total > 0 ? loss / total : 0;
    }

    /// <summary>Works on the chunks from <paramref name="first"/> on, one a thread; their results are to be added in order.</summary>
    private bool TryRun(int first, ChunkWork work, out int count)
    {
        count = 0;
        _context.ThrowIfCancellationRequested();
        if (_context.StopRequested)
        {
            return false;
        }

        count = Math.Min(_scratch.Length, _matrix.ChunkCount - first);
        ParallelFor.Run(count, _scratch.Length, new ChunkBody(this, first, work));
        return true;
    }

    private void Narrow(ReadOnlySpan<double> point, double scale = 1)
    {
        VectorMath.Narrow(point[.._weights.Length], _weights, scale);
        VectorMath.Narrow(point[_weights.Length..], _intercepts, scale);
    }

    private void EvaluateChunk(int index, LinearScratch scratch)
    {
        var chunk = _matrix.Chunk(index);
        Array.Clear(scratch.Gradient);
        Array.Clear(scratch.InterceptGradient);
        scratch.Loss = 0;
        var curvature = _curvature is null ? [] : _curvature.Begin(index, scratch);
        for (var start = 0; start < chunk.Rows; start += LinearScratch.BlockRows)
        {
            var rows = Math.Min(LinearScratch.BlockRows, chunk.Rows - start);
            var batch = chunk.Slice(start, rows);
            var scores = scratch.Scores.AsSpan(0, rows * _columns);
            LinearModel.Scores(batch.Features, _weights, _intercepts, scores, maxThreads: 1);
            scratch.Loss += _loss.LossAndGradient(scores, batch, scratch, Smoothing);
            if (_curvature is not null)
            {
                _loss.Curvature(scores, batch, scratch, curvature.Slice(start, rows));
            }

            AddGradient(batch.Features, scores, scratch);
        }

        _curvature?.Store(index, scratch);
        _matrix.Release(index);
    }

    private void AddGradient(FeatureBlock features, ReadOnlySpan<float> slopes, LinearScratch scratch)
    {
        ColumnSums.Compute(features.Rows, _columns, slopes, _columns, scratch.InterceptGradient, accumulate: true);
        if (features.IsSparse)
        {
            SparseGemm.AccumulateGradient(features.Csr(), _columns, slopes, _columns, scratch.Gradient, _columns);
        }
        else
        {
            Gemm.Multiply(
                true, false, _features, _columns, features.Rows, features.Values, _features, slopes, _columns, scratch.Gradient, _columns,
                accumulate: true);
        }
    }

    private double TotalWeight()
    {
        var total = 0.0;
        for (var c = 0; c < _matrix.ChunkCount; c++)
        {
            var chunk = _matrix.Chunk(c);
            for (var i = 0; i < chunk.Rows; i++)
            {
                total += _loss.WeightOf(chunk, i);
            }

            _matrix.Release(c);
        }

        return total > 0 ? total : throw new SlipwayException("Every training row has weight 0, so there is nothing to learn from. Check the weight column and ClassWeights.");
    }

    private enum ChunkWork
    {
        Gradient,
        Product,
        Matrix,
    }

    private readonly struct ChunkBody(LinearObjective objective, int first, ChunkWork work) : IParallelBody
    {
        public void Invoke(int part)
        {
            var scratch = objective._scratch[part];
            switch (work)
            {
                case ChunkWork.Product:
                    objective.MultiplyChunk(first + part, scratch);
                    break;
                case ChunkWork.Matrix:
                    objective.HessianOfChunk(first + part, scratch);
                    break;
                default:
                    objective.EvaluateChunk(first + part, scratch);
                    break;
            }
        }
    }
}
