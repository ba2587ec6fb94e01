using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Slipway.Tuning;

/// <summary>
/// Minus the logarithm of the hyperparameters' probability given the targets (Rasmussen and Williams, equations 5.8 and 5.9, with the input
/// warps among the hyperparameters), and its gradient.
/// </summary>
internal sealed class MarginalLikelihood
{
    private readonly HyperparameterLayout _layout;
    private readonly HyperparameterPrior _prior;
    private readonly double[] _raw;
    private readonly double[] _targets;
    private readonly int _count;
    private readonly int _stride;
    private readonly double[] _columns;
    private readonly double[] _byA;
    private readonly double[] _byB;
    private readonly double[] _correlations;
    private readonly double[] _slopes;
    private readonly double[] _weights;
    private readonly double[] _place;
    private readonly double[] _half;
    private readonly double[] _alpha;
    private readonly double[] _row;
    private readonly double[] _gradientRow;
    private readonly TriangularFactor _factor = new();

    /// <summary>Takes the data.</summary>
    /// <param name="layout">The hyperparameters.</param>
    /// <param name="prior">Their prior.</param>
    /// <param name="places">Coordinates, one row of <see cref="HyperparameterLayout.Dimensions"/> a target.</param>
    /// <param name="targets">Standardised targets.</param>
    public MarginalLikelihood(HyperparameterLayout layout, HyperparameterPrior prior, ReadOnlySpan<double> places, ReadOnlySpan<double> targets)
    {
        _layout = layout;
        _prior = prior;
        _count = targets.Length;
        _stride = BlockedRows.Padded(_count);
        var dimensions = layout.Dimensions;
        _raw = new double[dimensions * _stride];
        for (var i = 0; i < _count; i++)
        {
            for (var d = 0; d < dimensions; d++)
            {
                _raw[(d * _stride) + i] = places[(i * dimensions) + d];
            }
        }

        _targets = new double[_stride];
        targets.CopyTo(_targets);
        _columns = _raw.AsSpan().ToArray();
        _byA = new double[_columns.Length];
        _byB = new double[_columns.Length];
        _correlations = new double[_stride * _stride];
        _slopes = new double[_stride * _stride];
        _weights = new double[dimensions];
        _place = new double[dimensions];
        _half = new double[_stride];
        _alpha = new double[_stride];
        _row = new double[_stride];
        _gradientRow = new double[_stride];
        _factor.Reserve(_stride);
    }

    /// <summary>The value, up to a constant; infinite where the covariance is not positive definite in double precision.</summary>
    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        gradient.Clear();
        Warp(theta);
        var scale = Math.Exp(theta[_layout.Scale]);
        var noise = Math.Exp(theta[_layout.Noise]);
        if (!Factorise(theta, scale, noise))
        {
            return double.PositiveInfinity;
        }

        _factor.SolveLower(_targets, _half);
        _factor.SolveUpper(_half, _count, _alpha);
        double value = 0;
        for (var i = 0; i < _count; i++)
        {
            value += (0.5 * _half[i] * _half[i]) + Math.Log(_factor.Factor[(i * _factor.Stride) + i]);
        }

        for (var i = 0; i < _count; i++)
        {
            AddRow(i, scale, noise, gradient);
        }

        for (var d = 0; d < _layout.Dimensions; d++)
        {
            gradient[d] *= _weights[d];
        }

        return value + _prior.Penalty(_layout, theta, gradient);
    }

    private void Warp(ReadOnlySpan<double> theta)
    {
        for (var d = 0; d < _layout.Dimensions; d++)
        {
            _weights[d] = Math.Exp(theta[d]);
        }

        for (var d = 0; _layout.IsWarped && d < _layout.Numeric; d++)
        {
            double a = Math.Exp(theta[_layout.WarpA(d)]), b = Math.Exp(theta[_layout.WarpB(d)]);
            for (var i = d * _stride; i < (d * _stride) + _count; i++)
            {
                (_columns[i], _, _byA[i], _byB[i]) = KumaraswamyWarp.Derivatives(_raw[i], a, b);
            }
        }
    }

    private bool Factorise(ReadOnlySpan<double> theta, double scale, double noise)
    {
        _factor.Truncate(0);
        for (var i = 0; i < _count; i++)
        {
            for (var d = 0; d < _layout.Dimensions; d++)
            {
                _place[d] = _columns[(d * _stride) + i];
            }

            var length = BlockedRows.Padded(i + 1);
            var values = _correlations.AsSpan(i * _stride, length);
            var slopes = _slopes.AsSpan(i * _stride, length);
            Matern52.SquaredDistances(_place, _columns, _stride, _layout.Numeric, _weights, length, values);
            Matern52.Evaluate(scale, values, values, slopes);

            // The pairs below the diagonal are the ones that count.
            values[(i + 1)..].Clear();
            slopes[i..].Clear();
            values[..(i + 1)].CopyTo(_row);
            _row[i] += noise;
            if (!_factor.TryAppend(_row.AsSpan(0, i + 1)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds what the pairs of place i with those before it, and with itself, contribute to the gradient.</summary>
    private void AddRow(int i, double scale, double noise, Span<double> gradient)
    {
        // Row i of the inverse covariance up to the diagonal: column i of the inverse factor times its rows.
        var length = BlockedRows.Padded(i + 1);
        var row = _gradientRow.AsSpan(0, length);
        row.Clear();
        var inverse = _factor.Inverse;
        var stride = _factor.Stride;
        Span<double> factors = stackalloc double[BlockedRows.Block];
        for (var block = i & -BlockedRows.Block; block < _count; block += BlockedRows.Block)
        {
            for (var k = 0; k < BlockedRows.Block; k++)
            {
                factors[k] = inverse[((block + k) * stride) + i];
            }

            BlockedRows.AddScaled(factors, inverse[(block * stride)..], stride, length, row);
        }

        // G = K⁻¹ - α αᵀ; each pair below the diagonal stands for two.
        var correlations = _correlations.AsSpan(i * _stride, length);
        double byScale = 0;
        for (var j = 0; j <= i; j++)
        {
            row[j] -= _alpha[i] * _alpha[j];
            byScale += row[j] * correlations[j];
        }

        gradient[_layout.Scale] += byScale - (0.5 * row[i] * correlations[i]);
        gradient[_layout.Noise] += 0.5 * row[i] * noise;
        for (var j = i + 1; j < length; j++)
        {
            row[j] = 0;
        }

        var slopes = _slopes.AsSpan(i * _stride, length);
        for (var j = 0; j < i; j++)
        {
            row[j] *= slopes[j];
        }

        row[i] = 0;
        for (var d = 0; d < _layout.Numeric; d++)
        {
            AddNumeric(d, i, row, gradient);
        }

        for (var d = _layout.Numeric; d < _layout.Dimensions; d++)
        {
            var column = _columns.AsSpan(d * _stride, length);
            var place = column[i];
            double sum = 0;
            for (var j = 0; j < i; j++)
            {
                sum += column[j] == place ? 0 : row[j];
            }

            gradient[d] += sum;
        }
    }

    private void AddNumeric(int d, int i, ReadOnlySpan<double> row, Span<double> gradient)
    {
        var at = d * _stride;
        ref var pair = ref MemoryMarshal.GetReference(row);
        ref var column = ref _columns[at];
        ref var byA = ref _byA[at];
        ref var byB = ref _byB[at];
        var place = Vector256.Create(_columns[at + i]);
        var placeByA = Vector256.Create(_byA[at + i]);
        var placeByB = Vector256.Create(_byB[at + i]);
        Vector256<double> sum = default, sumA = default, sumB = default;

        // SAFETY: the row holds a multiple of four elements, at most _stride, and so does each dimension's part of the columns.
        for (nuint j = 0; j < (nuint)row.Length; j += BlockedRows.Block)
        {
            var difference = place - Vector256.LoadUnsafe(ref column, j);
            var weighted = Vector256.LoadUnsafe(ref pair, j) * difference;
            sum = Vector256.FusedMultiplyAdd(weighted, difference, sum);
            if (_layout.IsWarped)
            {
                sumA = Vector256.FusedMultiplyAdd(weighted, placeByA - Vector256.LoadUnsafe(ref byA, j), sumA);
                sumB = Vector256.FusedMultiplyAdd(weighted, placeByB - Vector256.LoadUnsafe(ref byB, j), sumB);
            }
        }

        gradient[d] += BlockedRows.Fold(sum);
        if (_layout.IsWarped)
        {
            gradient[_layout.WarpA(d)] += 2 * _weights[d] * BlockedRows.Fold(sumA);
            gradient[_layout.WarpB(d)] += 2 * _weights[d] * BlockedRows.Fold(sumB);
        }
    }
}
