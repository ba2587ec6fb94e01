using System.Numerics;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// The row weights of boosting, and what hangs on them: packed values and the histogram of all rows. A round multiplies the weights by a factor
/// for each leaf and class; up to a common factor, which boosting does not see, the largest group of rows can keep its weights, and only
/// the others are touched.
/// </summary>
internal sealed class BoostedWeights
{
    /// <summary>The scale of packed values changes only when the total has grown by a few doublings, since all rows are then packed anew.</summary>
    private const int Room = 1;

    /// <summary>With more changed rows than this part of all, building the histogram anew is cheaper.</summary>
    private const double MostChanged = 0.7;

    private readonly double[] _weights;
    private readonly RowValues _values;
    private readonly RootHistogram? _histogram;
    private readonly int[] _rows;
    private readonly long[] _differences;
    private readonly ulong[] _classBits;
    private readonly ulong[] _leftBits;
    private bool _stale = true;

    /// <param name="weights">Start weights; kept.</param>
    /// <param name="values">Classes of the rows; its packed values are kept up to date.</param>
    /// <param name="histogram">Kept up to date too; may be null.</param>
    public BoostedWeights(double[] weights, RowValues values, RootHistogram? histogram)
    {
        _weights = weights;
        _values = values;
        _histogram = histogram;
        _rows = new int[weights.Length];
        _differences = new long[weights.Length];
        _classBits = new ulong[values.Channels == 2 ? (weights.Length + 63) / 64 : 0];
        _leftBits = new ulong[_classBits.Length];
        for (var row = 0; row < weights.Length && _classBits.Length > 0; row++)
        {
            _classBits[row / 64] |= (ulong)values.Classes[row] << row;
        }
    }

    public ReadOnlySpan<double> Weights => _weights;

    public RootHistogram? Histogram => _histogram;

    /// <summary>Sum of the weights, which need not be 1; to a relative error of a few roundings a changed row.</summary>
    public double Total { get; private set; } = 1;

    /// <summary>Brings packed values and histogram up to date.</summary>
    public void Prepare()
    {
        var scale = _values.ScaleFor(Total, Room);
        if (scale != _values.WeightScale || _stale)
        {
            _values.PackWeights(_weights, scale);
            _histogram?.Build(_values.Packed);
            _stale = false;
        }
    }

    /// <summary>Weights and sum from a checkpoint.</summary>
    public void Restore(ReadOnlySpan<double> weights, double total)
    {
        weights.CopyTo(_weights);
        Total = total;
        _stale = true;
    }

    /// <summary>Multiplies each row's weight by the factor of its leaf and class, all up to a common factor.</summary>
    /// <param name="factors">Positive, <c>[leaves x classes]</c>.</param>
    /// <param name="counts">Rows of each leaf and class.</param>
    /// <param name="leafOf">The leaf of each row; not looked at where there is a stump.</param>
    /// <param name="builder">What grew the tree.</param>
    /// <returns>The sum of the products of weights and factors, as a share of the sum before.</returns>
    public double Multiply(double[] factors, ReadOnlySpan<int> counts, int[] leafOf, TreeBuilder builder)
    {
        var common = MostFrequent(factors, counts);
        if (!double.IsFinite(common) || common <= 0)
        {
            common = 1;
        }

        var relative = Array.ConvertAll(factors, f => f == common ? 1 : f / common);
        var before = Total;
        var changed = _classBits.Length > 0 && builder.TryGetStump(out var codes, out var range)
            ? MultiplyStump(relative, codes, range)
            : MultiplyAll(relative, leafOf);
        if (changed > MostChanged * _weights.Length)
        {
            _histogram?.Build(_values.Packed);
        }
        else
        {
            _histogram?.Add(_rows.AsSpan(0, changed), _differences.AsSpan(0, changed));
        }

        ResumWhereNeeded();
        return Total / before * common;
    }

    /// <summary>Divides the weights by their sum, if that is a positive number; else says false.</summary>
    public bool TryNormalise()
    {
        Total = Sum();
        if (!(Total > 0) || !double.IsFinite(Total))
        {
            return false;
        }

        for (var row = 0; row < _weights.Length; row++)
        {
            _weights[row] /= Total;
        }

        Total = 1;
        _stale = true;
        return true;
    }

    /// <summary>
    /// The running total has the rounding errors of the largest total it ever was: where large weights have become small, little else may be left of it.
    /// So it is summed anew whenever the scale of packed values changes. In between it stays within a factor of four, and so do its errors.
    /// </summary>
    private void ResumWhereNeeded()
    {
        if (!(Total > 0) || _values.ScaleFor(Total, Room) != _values.WeightScale)
        {
            Total = Sum();
        }
    }

    /// <summary>Four sums side by side, as each addition waits for the one before; the same on every processor.</summary>
    private double Sum()
    {
        double a = 0, b = 0, c = 0, d = 0;
        var row = 0;
        for (; row + 4 <= _weights.Length; row += 4)
        {
            a += _weights[row];
            b += _weights[row + 1];
            c += _weights[row + 2];
            d += _weights[row + 3];
        }

        for (; row < _weights.Length; row++)
        {
            a += _weights[row];
        }

        return (a + b) + (c + d);
    }

    private static double MostFrequent(double[] factors, ReadOnlySpan<int> counts)
    {
        var rows = new Dictionary<double, long>();
        var best = factors[0];
        for (var cell = 0; cell < factors.Length; cell++)
        {
            rows[factors[cell]] = rows.GetValueOrDefault(factors[cell]) + counts[cell];
            best = rows[factors[cell]] > rows[best] ? factors[cell] : best;
        }

        return best;
    }

    /// <summary>Two leaves and two classes: which rows change is known 64 at a time.</summary>
    private int MultiplyStump(double[] factors, byte[] codes, (byte First, byte Last, bool GoesLeft) range)
    {
        CodeRange.Find(codes, range.First, range.Last, _leftBits);
        ulong a = Mask(factors[0]), b = Mask(factors[1]), c = Mask(factors[2]), d = Mask(factors[3]);
        var flip = range.GoesLeft ? 0 : ulong.MaxValue;
        var count = 0;
        var total = Total;
        var pack = new Packing(_weights, _values);
        for (var word = 0; word < _leftBits.Length; word++)
        {
            ulong left = _leftBits[word] ^ flip, second = _classBits[word];
            var changes = (left & ((second & b) | (~second & a))) | (~left & ((second & d) | (~second & c)));
            if (word == _leftBits.Length - 1 && codes.Length % 64 != 0)
            {
                changes &= (1UL << codes.Length) - 1;
            }

            for (; changes != 0; changes &= changes - 1)
            {
                var bit = BitOperations.TrailingZeroCount(changes);
                var cell = (int)(((~left >> bit) & 1) * 2 | ((second >> bit) & 1));
                var row = (word * 64) + bit;
                _rows[count] = row;
                _differences[count++] = pack.Multiply(row, factors[cell], ref total);
            }
        }

        Total = total;
        return count;
    }

    private int MultiplyAll(double[] factors, int[] leafOf)
    {
        var count = 0;
        var total = Total;
        var pack = new Packing(_weights, _values);
        var classes = _values.Classes;
        for (var row = 0; row < classes.Length; row++)
        {
            var factor = factors[(leafOf[row] * _values.Channels) + classes[row]];
            if (factor != 1)
            {
                _rows[count] = row;
                _differences[count++] = pack.Multiply(row, factor, ref total);
            }
        }

        Total = total;
        return count;
    }

    private static ulong Mask(double factor) => factor == 1 ? 0 : ulong.MaxValue;

    /// <summary>Fields as locals, which the loops would otherwise read again for each row.</summary>
    private readonly struct Packing(double[] weights, RowValues values)
    {
        private readonly double[] _weights = weights;
        private readonly long[] _packed = values.Packed;
        private readonly double _scale = values.WeightScale;
        private readonly int _bits = values.WeightBits;

        /// <summary>Returns by how much the packed value changes.</summary>
        public long Multiply(int row, double factor, ref double total)
        {
            ref var weight = ref _weights[row];
            ref var packed = ref _packed[row];
            var before = packed;
            total -= weight;
            weight *= factor;
            total += weight;
            packed = RowValues.Pack(weight, _scale, _bits);
            return packed - before;
        }
    }
}
