namespace Slipway.Tuning;

/// <summary>
/// The posterior of a function given places and targets, under fixed hyperparameters. Places can be taken back and appended at the cost of a
/// row; places without a target (trials that run) lower the variance around them and leave the mean alone, as if the function were known to
/// have its mean there.
/// </summary>
internal sealed class GaussianProcess
{
    private readonly HyperparameterLayout _layout;
    private readonly double[] _weights;
    private readonly double[] _a;
    private readonly double[] _b;
    private readonly double _scale;
    private readonly double _noise;
    private readonly TriangularFactor _factor = new();
    private readonly double[] _place;
    private readonly double[] _byPlace;
    private double[] _columns = [];
    private double[] _alpha = [];
    private double[] _values = [];
    private double[] _slopes = [];
    private double[] _half = [];
    private double[] _solved = [];
    private double[] _scratch = [];

    public GaussianProcess(HyperparameterLayout layout, ReadOnlySpan<double> theta)
    {
        _layout = layout;
        _weights = new double[layout.Dimensions];
        for (var d = 0; d < layout.Dimensions; d++)
        {
            _weights[d] = Math.Exp(theta[d]);
        }

        _a = new double[layout.Numeric];
        _b = new double[layout.Numeric];
        for (var d = 0; d < layout.Numeric; d++)
        {
            (_a[d], _b[d]) = layout.IsWarped ? (Math.Exp(theta[layout.WarpA(d)]), Math.Exp(theta[layout.WarpB(d)])) : (1, 1);
        }

        _scale = Math.Exp(theta[layout.Scale]);
        _noise = Math.Exp(theta[layout.Noise]);
        _place = new double[layout.Dimensions];
        _byPlace = new double[layout.Numeric];
    }

    /// <summary>Places so far.</summary>
    public int Count => _factor.Count;

    /// <summary>Forgets the places from one on.</summary>
    public void Truncate(int count)
    {
        for (var d = 0; d < _layout.Dimensions && count < Count; d++)
        {
            _columns.AsSpan((d * Stride) + count, Count - count).Clear();
        }

        _factor.Truncate(count);
    }

    /// <summary>Appends a place. Where the covariance is singular in double precision, the place counts as measured with more noise.</summary>
    /// <param name="coordinates">One number a dimension.</param>
    public void Append(ReadOnlySpan<double> coordinates)
    {
        Reserve(Count + 1);
        Warp(coordinates);
        var n = Count;
        for (var d = 0; d < _layout.Dimensions; d++)
        {
            _columns[(d * Stride) + n] = _place[d];
        }

        Correlate(BlockedRows.Padded(n + 1));
        var row = _values.AsSpan(0, n + 1);
        var diagonal = row[n];
        for (var noise = _noise; ; noise = Math.Max(noise * 10, _scale * 1e-9))
        {
            row[n] = diagonal + noise;
            if (_factor.TryAppend(row))
            {
                return;
            }
        }
    }

    /// <summary>Sets the targets of the first places.</summary>
    public void SetTargets(ReadOnlySpan<double> targets)
    {
        _scratch.AsSpan().Clear();
        targets.CopyTo(_scratch);
        _half.AsSpan().Clear();
        _factor.SolveLower(_scratch, _half);
        _half.AsSpan(targets.Length).Clear();
        _factor.SolveUpper(_half, targets.Length, _alpha);
    }

    /// <summary>Mean and variance of the function (without noise) at a place.</summary>
    public (double Mean, double Variance) Predict(ReadOnlySpan<double> coordinates)
    {
        Warp(coordinates);
        Correlate(Stride);
        _values.AsSpan(Count).Clear();
        return Moments();
    }

    /// <summary>Mean and variance at a place, and their derivatives by its numeric coordinates.</summary>
    public (double Mean, double Variance) Predict(ReadOnlySpan<double> coordinates, Span<double> byMean, Span<double> byVariance)
    {
        Warp(coordinates);
        Correlate(Stride);
        _values.AsSpan(Count).Clear();
        var moments = Moments();
        _factor.SolveUpper(_half, Count, _solved);
        for (var d = 0; d < _layout.Numeric; d++)
        {
            var column = _columns.AsSpan(d * Stride, Count);
            var place = _place[d];
            double mean = 0, variance = 0;
            for (var j = 0; j < column.Length; j++)
            {
                var slope = _slopes[j] * (place - column[j]);
                mean += _alpha[j] * slope;
                variance += _solved[j] * slope;
            }

            var factor = 2 * _weights[d] * _byPlace[d];
            byMean[d] = factor * mean;
            byVariance[d] = -2 * factor * variance;
        }

        return moments;
    }

    private int Stride => _factor.Stride;

    private (double Mean, double Variance) Moments()
    {
        _factor.SolveLower(_values, _half);
        double mean = VectorMath.Dot(_values, _alpha);
        double explained = VectorMath.Dot(_half, _half);
        return (mean, Math.Max(_scale - explained, _scale * 1e-14));
    }

    /// <summary>Covariances with the first places; meaningless beyond the last.</summary>
    private void Correlate(int length)
    {
        var values = _values.AsSpan(0, length);
        Matern52.SquaredDistances(_place, _columns, Stride, _layout.Numeric, _weights, length, values);
        Matern52.Evaluate(_scale, values, values, _slopes);
    }

    private void Warp(ReadOnlySpan<double> coordinates)
    {
        coordinates.CopyTo(_place);
        for (var d = 0; d < _layout.Numeric; d++)
        {
            if (_layout.IsWarped)
            {
                (_place[d], _byPlace[d], _, _) = KumaraswamyWarp.Derivatives(coordinates[d], _a[d], _b[d]);
            }
            else
            {
                _byPlace[d] = 1;
            }
        }
    }

    private void Reserve(int count)
    {
        if (count <= Stride)
        {
            return;
        }

        var before = Stride;
        _factor.Reserve(Math.Max(count, before + Math.Max(16, before / 4)));
        var columns = new double[_layout.Dimensions * Stride];
        for (var d = 0; d < _layout.Dimensions; d++)
        {
            _columns.AsSpan(d * before, Count).CopyTo(columns.AsSpan(d * Stride));
        }

        _columns = columns;
        Array.Resize(ref _alpha, Stride);
        _values = new double[Stride];
        _slopes = new double[Stride];
        _half = new double[Stride];
        _solved = new double[Stride];
        _scratch = new double[Stride];
    }
}
