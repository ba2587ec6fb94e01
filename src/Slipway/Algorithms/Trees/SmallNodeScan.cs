using System.Numerics;
using System.Runtime.CompilerServices;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// Splits of a node of few rows: a histogram of the bins that those rows are in, not of all bins. The same splits as from a whole histogram,
/// whose empty bins are never split at.
/// </summary>
internal sealed unsafe class SmallNodeScan
{
    /// <summary>Rows up to which whole histograms are not built: half as many as a column has bins at most.</summary>
    public const int MostRows = 128;

    private readonly BinnedFeatures _bins;
    private readonly TreeSettings _settings;
    private readonly ulong[] _present = new ulong[4];
    private readonly int[] _binOf = new int[256];
    private readonly long[] _packed = new long[2 * MostRows];
    private readonly int[] _classes = new int[MostRows];
    private long[] _sums = [];
    private long[] _found = [];
    private RowValues _values = null!;
    private int _count;

    /// <param name="bins">The features.</param>
    /// <param name="settings">Criterion and limits.</param>
    public SmallNodeScan(BinnedFeatures bins, TreeSettings settings)
    {
        _bins = bins;
        _settings = settings;
    }

    public void Begin(RowValues values)
    {
        _values = values;
        if (_sums.Length != 256 * values.Channels)
        {
            _sums = new long[256 * values.Channels];
            _found = new long[256 * values.Channels];
        }
    }

    /// <summary>Takes the rows of a node.</summary>
    public void Load(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (_values.IsRegression)
            {
                _packed[2 * i] = _values.Packed[2 * rows[i]];
                _packed[(2 * i) + 1] = _values.Packed[(2 * rows[i]) + 1];
            }
            else
            {
                _packed[i] = _values.Packed[rows[i]];
                _classes[i] = _values.Classes[rows[i]];
            }
        }
    }

    /// <summary>The best split on a feature.</summary>
    /// <param name="feature">It has a column.</param>
    /// <param name="rows">The rows of <see cref="Load"/>.</param>
    /// <param name="total">Their sums.</param>
    /// <param name="varies">Whether they are in more than one bin.</param>
    public SplitCandidate Best(BinnedFeature feature, ReadOnlySpan<int> rows, long[] total, out bool varies)
    {
        if (feature.Bins == 2 && feature.DefaultBin >= 0 && total.Length == 2 && !_values.IsRegression)
        {
            BuildOfTwo(feature, rows, total);
        }
        else
        {
            Build(feature, rows);
        }

        varies = _count > 1;
        if (!varies)
        {
            return SplitCandidate.None;
        }

        var found = SplitScan.Best(
            _settings.Criterion, _found.AsSpan(0, _count * _values.Channels), _values.Channels, total, _values.WeightBits, _settings.MinSamplesLeaf);
        return found.Bin < 0 ? found : found with { Bin = _binOf[found.Bin] };
    }

    /// <summary>What a split leaves left, and the first bin to its right.</summary>
    public (long[] Left, int NextBin) Divide(BinnedFeature feature, ReadOnlySpan<int> rows, int lastLeft)
    {
        Build(feature, rows);
        var channels = _values.Channels;
        var left = new long[channels];
        var bin = 0;
        for (; _binOf[bin] <= lastLeft; bin++)
        {
            for (var k = 0; k < channels; k++)
            {
                left[k] += _found[(bin * channels) + k];
            }
        }

        return (left, _binOf[bin]);
    }

    /// <summary>Two bins and two classes, as the levels of a category have: masks in place of a histogram.</summary>
    private void BuildOfTwo(BinnedFeature feature, ReadOnlySpan<int> rows, long[] total)
    {
        long own = 0, second = 0;

        // SAFETY: rows are rows of the data, at most MostRows.
        fixed (byte* codes = _bins.Columns[feature.Column])
        fixed (int* row = rows, classes = _classes)
        fixed (long* packed = _packed)
        {
            var code = feature.Start;
            for (var i = 0; i < rows.Length; i++)
            {
                var here = packed[i] & -(long)Unsafe.BitCast<bool, byte>(codes[row[i]] == code);
                own += here;
                second += here & -(long)classes[i];
            }
        }

        var all = total[0] + total[1];
        if (own == 0 || own == all)
        {
            _count = 1;
            return;
        }

        var at = feature.DefaultBin == 0 ? 2 : 0;
        (_found[at], _found[at + 1]) = (own - second, second);
        (_found[2 - at], _found[3 - at]) = (total[0] - _found[at], total[1] - second);
        (_binOf[0], _binOf[1], _count) = (0, 1, 2);
    }

    /// <summary>Sums of the bins that have rows, in order.</summary>
    private void Build(BinnedFeature feature, ReadOnlySpan<int> rows)
    {
        var channels = _values.Channels;

        // SAFETY: rows are rows of the data, at most MostRows; a bin is below 256, a class below the number of classes.
        fixed (byte* codes = _bins.Columns[feature.Column])
        fixed (int* row = rows, classes = _classes)
        fixed (long* packed = _packed, sums = _sums)
        fixed (ulong* present = _present)
        {
            present[0] = present[1] = present[2] = present[3] = 0;
            int start = feature.Start, none = feature.DefaultBin;
            var own = none < 0 ? feature.Bins : feature.Bins - 1;
            for (var i = 0; i < rows.Length; i++)
            {
                var bin = codes[row[i]] - start;
                var after = none >= 0 && bin >= none ? bin + 1 : bin;
                bin = (uint)bin < (uint)own ? after : none;
                present[bin >> 6] |= 1UL << bin;
                var sum = sums + (bin * channels);
                if (_values.IsRegression)
                {
                    sum[0] += packed[2 * i];
                    sum[1] += packed[(2 * i) + 1];
                }
                else
                {
                    sum[classes[i]] += packed[i];
                }
            }
        }

        Compact(channels);
    }

    /// <summary>Moves sums of bins with rows together, and leaves zeros behind.</summary>
    private void Compact(int channels)
    {
        _count = 0;
        for (var word = 0; word < 4; word++)
        {
            for (var bits = _present[word]; bits != 0; bits &= bits - 1)
            {
                var bin = (word * 64) + BitOperations.TrailingZeroCount(bits);
                long any = 0;
                for (var k = 0; k < channels; k++)
                {
                    ref var sum = ref _sums[(bin * channels) + k];
                    any |= sum;
                    _found[(_count * channels) + k] = sum;
                    sum = 0;
                }

                // Rows that weigh nothing are as good as none.
                _binOf[_count] = bin;
                _count += any != 0 ? 1 : 0;
            }
        }
    }
}
