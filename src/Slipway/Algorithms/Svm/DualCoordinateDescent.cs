using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Slipway.Features;

namespace Slipway;

/// <summary>
/// A linear support vector machine by dual coordinate descent with shrinking: Hsieh, Chang, Lin, Keerthi and Sundararajan, "A Dual Coordinate
/// Descent Method for Large-scale Linear SVM", ICML 2008, algorithm 3. Minimises <c>|w|^2 / 2 + sum of C_i loss_i</c>; the intercept is the
/// weight of a feature that is always 1.
/// </summary>
/// <remarks>Ends at a relative duality gap: the primal objective is then at most that much above its minimum.</remarks>
internal sealed unsafe partial class DualCoordinateDescent
{
    private const int Stream = 0x54;

    /// <summary>Rows ahead whose entries are asked for: passes read the rows in random order.</summary>
    private const int Ahead = 4;

    /// <summary>How often the gap is looked at while the number of passes doubles; a look costs half a pass.</summary>
    private const int ChecksPerDoubling = 8;

    /// <summary>Spread of projected gradients at which a set of rows counts as settled, at first (LIBLINEAR's default) and at last.</summary>
    private const double FirstViolation = 0.1;
    private const double SmallestViolation = 1e-12;

    private readonly SvmRows _rows;
    private readonly sbyte[] _signs;
    private readonly double[] _bounds;
    private readonly bool _squared;
    private readonly bool _ones;
    private readonly float _constant;
    private readonly double[] _alphas;
    private readonly double[] _norms;
    private readonly double[] _weights;
    private readonly int[] _order;
    private readonly double[] _sums;
    private double _intercept;
    private double _interceptSum;
    private int _summed;
    private int _active;
    private double _highest = double.PositiveInfinity;
    private double _lowest = double.NegativeInfinity;
    private double _violation = FirstViolation;
    private int _nextCheck = 2;
    private SplitMix64? _random;

    /// <summary>Prepares a training.</summary>
    /// <param name="rows">Features.</param>
    /// <param name="signs">-1 or 1 for each row.</param>
    /// <param name="bounds">C for each row.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="fitIntercept">Whether there is an intercept.</param>
    public DualCoordinateDescent(SvmRows rows, sbyte[] signs, double[] bounds, SvmLoss loss, bool fitIntercept)
    {
        _rows = rows;
        _signs = signs;
        _bounds = bounds;
        _squared = loss == SvmLoss.SquaredHinge;
        _constant = fitIntercept ? 1 : 0;
        _ones = rows.IsSparse && rows.Values.AsSpan().IndexOfAnyExcept(1f) < 0;
        Weights = new double[rows.Width + 1];
        _alphas = new double[rows.Count];
        _weights = new double[rows.Width];
        _sums = new double[rows.Width];
        _order = [.. Enumerable.Range(0, rows.Count)];
        _active = rows.Count;
        _norms = new double[rows.Count];
        for (var i = 0; i < _norms.Length; i++)
        {
            _norms[i] = rows.Norms[i] + _constant + Diagonal(i);
        }
    }

    /// <summary>The best weights so far, then the intercept.</summary>
    public double[] Weights { get; private set; }

    public double Primal { get; private set; } = double.PositiveInfinity;

    public double Dual { get; private set; }

    public int Passes { get; private set; }

    public double Gap => (Primal - Dual) / Math.Max(double.Epsilon, Math.Abs(Primal));

    /// <summary>Trains until the relative duality gap is within the tolerance; true when it is.</summary>
    /// <param name="tolerance">Largest relative gap.</param>
    /// <param name="maxPasses">Most passes over the rows.</param>
    /// <param name="stream">Number of this machine, for its own random order.</param>
    /// <param name="context">Seed, cancellation.</param>
    /// <param name="afterPass">Called after each pass that is not the last; may call <see cref="Save"/>.</param>
    public bool Train(double tolerance, int maxPasses, int stream, TrainingContext context, Action? afterPass = null)
    {
        var random = _random ?? SplitMix64.For(context.Seed, stream, Stream);
        while (Passes < maxPasses && !context.StopRequested)
        {
            context.ThrowIfCancellationRequested();
            random.Shuffle(_order.AsSpan(0, _active));
            _random = random;
            var (highest, lowest) = Pass(ref _active, _highest, _lowest, context.CancellationToken);
            Passes++;
            Accumulate();
            var settled = highest - lowest <= _violation;
            if (Passes >= _nextCheck || settled)
            {
                _nextCheck = Passes + Math.Max(1, Passes / ChecksPerDoubling);
                Evaluate();
                if (Gap <= tolerance || (settled && _active == _rows.Count && _violation <= SmallestViolation))
                {
                    IsFinished = true;
                    return Gap <= tolerance;
                }
            }

            Narrow(settled, highest, lowest);
            afterPass?.Invoke();
        }

        Evaluate();
        return Gap <= tolerance;
    }

    /// <summary>Which rows the next pass reads, and which of them it may leave out.</summary>
    private void Narrow(bool settled, double highest, double lowest)
    {
        if (!settled)
        {
            _highest = highest <= 0 ? double.PositiveInfinity : highest;
            _lowest = lowest >= 0 ? double.NegativeInfinity : lowest;
            return;
        }

        // Rows that were left out come back; when all are here and the gap is still open, go further.
        if (_active == _rows.Count)
        {
            _violation = Math.Max(SmallestViolation, _violation / 10);
        }

        _active = _rows.Count;
        (_highest, _lowest) = (double.PositiveInfinity, double.NegativeInfinity);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Highest, double Lowest) Pass(ref int active, double highestBefore, double lowestBefore, CancellationToken cancellationToken)
    {
        double highest = double.NegativeInfinity, lowest = double.PositiveInfinity;
        fixed (double* w = _weights)
        fixed (float* values = _rows.Values)
        fixed (int* columns = _rows.Columns, offsets = _rows.Offsets, order = _order)
        {
            for (var s = 0; s < active; s++)
            {
                if ((s & 0xFFFF) == 0xFFFF)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (s + Ahead < active)
                {
                    Prefetch(values, columns, offsets, order[s + Ahead]);
                }

                var i = order[s];
                double sign = _signs[i], alpha = _alphas[i], diagonal = Diagonal(i);
                var bound = _squared ? double.PositiveInfinity : _bounds[i];
                var gradient = (sign * Margin(w, _intercept, values, columns, offsets, i)) - 1 + (alpha * diagonal);
                var projected = gradient;
                if (alpha == 0)
                {
                    if (gradient > highestBefore)
                    {
                        active--;
                        (order[s], order[active]) = (order[active], order[s]);
                        s--;
                        continue;
                    }

                    projected = Math.Min(0, gradient);
                }
                else if (alpha == bound)
                {
                    if (gradient < lowestBefore)
                    {
                        active--;
                        (order[s], order[active]) = (order[active], order[s]);
                        s--;
                        continue;
                    }

                    projected = Math.Max(0, gradient);
                }

                highest = Math.Max(highest, projected);
                lowest = Math.Min(lowest, projected);
                if (Math.Abs(projected) > 1e-12)
                {
                    // A row without any value (and without intercept) has a flat direction: to the bound.
                    var moved = _norms[i] > 0 ? alpha - (gradient / _norms[i]) : bound;
                    moved = Math.Min(Math.Max(moved, 0), bound);
                    _alphas[i] = moved;
                    Add(w, values, columns, offsets, i, (moved - alpha) * sign);
                }
            }
        }

        return (highest, lowest);
    }

    private double Diagonal(int row) => _squared ? 0.5 / _bounds[row] : 0;

    private void Accumulate()
    {
        for (var j = 0; j < _sums.Length; j++)
        {
            _sums[j] += _weights[j];
        }

        _interceptSum += _intercept;
        _summed++;
    }

    /// <summary>
    /// The dual's value, and the primal's at the mean of the weights since the last evaluation, which oscillates far less than the weights
    /// themselves: it reaches a gap of a thousandth in a fraction of the passes.
    /// </summary>
    private void Evaluate()
    {
        var dual = -Norm(_weights, _intercept) / 2;
        for (var i = 0; i < _rows.Count; i++)
        {
            dual += _alphas[i] - (_alphas[i] * _alphas[i] * Diagonal(i) / 2);
        }

        Dual = Math.Max(Dual, dual);
        if (_summed == 0)
        {
            Accumulate();
        }

        for (var j = 0; j < _sums.Length; j++)
        {
            _sums[j] /= _summed;
        }

        var intercept = _interceptSum / _summed;
        var loss = LossAt(_sums, intercept);
        var primal = (Norm(_sums, intercept) / 2) + loss;
        if (primal < Primal)
        {
            (Primal, Loss) = (primal, loss);
            Weights = [.. _sums, intercept * _constant];
        }

        Array.Clear(_sums);
        _interceptSum = 0;
        _summed = 0;
    }

    private double Norm(double[] weights, double intercept)
    {
        var norm = intercept * intercept * _constant;
        foreach (var weight in weights)
        {
            norm += weight * weight;
        }

        return norm;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double LossAt(double[] weights, double intercept)
    {
        var loss = 0.0;
        fixed (double* w = weights)
        fixed (float* values = _rows.Values)
        fixed (int* columns = _rows.Columns, offsets = _rows.Offsets)
        {
            for (var i = 0; i < _rows.Count; i++)
            {
                var slack = Math.Max(0, 1 - (_signs[i] * Margin(w, intercept, values, columns, offsets, i)));
                loss += _bounds[i] * (_squared ? slack * slack : slack);
            }
        }

        return loss;
    }

    /// <summary>Sum of the rows' losses, each times its C.</summary>
    public double Loss { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(float* values, int* columns, int* offsets, int row)
    {
        if (Sse.IsSupported && _rows.IsSparse)
        {
            Sse.Prefetch0(columns + offsets[row]);
            Sse.Prefetch0(columns + offsets[row] + 16);
            Sse.Prefetch0(values + offsets[row]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Margin(double* w, double intercept, float* values, int* columns, int* offsets, int row)
    {
        double s0 = intercept * _constant, s1 = 0, s2 = 0, s3 = 0;
        if (!_rows.IsSparse)
        {
            var x = values + ((nint)row * _rows.Width);
            nint j = 0;
            for (; j <= _rows.Width - 4; j += 4)
            {
                s0 += x[j] * w[j];
                s1 += x[j + 1] * w[j + 1];
                s2 += x[j + 2] * w[j + 2];
                s3 += x[j + 3] * w[j + 3];
            }

            for (; j < _rows.Width; j++)
            {
                s0 += x[j] * w[j];
            }

            return s0 + s1 + (s2 + s3);
        }

        nint e = offsets[row], end = offsets[row + 1];
        if (_ones)
        {
            for (; e <= end - 4; e += 4)
            {
                s0 += w[columns[e]];
                s1 += w[columns[e + 1]];
                s2 += w[columns[e + 2]];
                s3 += w[columns[e + 3]];
            }

            for (; e < end; e++)
            {
                s0 += w[columns[e]];
            }

            return s0 + s1 + (s2 + s3);
        }

        for (; e <= end - 4; e += 4)
        {
            s0 += values[e] * w[columns[e]];
            s1 += values[e + 1] * w[columns[e + 1]];
            s2 += values[e + 2] * w[columns[e + 2]];
            s3 += values[e + 3] * w[columns[e + 3]];
        }

        for (; e < end; e++)
        {
            s0 += values[e] * w[columns[e]];
        }

        return s0 + s1 + (s2 + s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(double* w, float* values, int* columns, int* offsets, int row, double factor)
    {
        _intercept += factor * _constant;
        if (!_rows.IsSparse)
        {
            var x = values + ((nint)row * _rows.Width);
            for (nint j = 0; j < _rows.Width; j++)
            {
                w[j] += factor * x[j];
            }

            return;
        }

        nint end = offsets[row + 1];
        if (_ones)
        {
            for (nint e = offsets[row]; e < end; e++)
            {
                w[columns[e]] += factor;
            }

            return;
        }

        for (nint e = offsets[row]; e < end; e++)
        {
            w[columns[e]] += factor * values[e];
        }
    }
}
