using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// The histogram of all rows for boosting: kept from round to round, so that only rows whose weight changed are added again, as differences.
/// Sums are integers, hence the same as if they were built anew.
/// </summary>
internal sealed unsafe class RootHistogram
{
    /// <summary>Blocks that are added side by side.</summary>
    private const int Together = 4;

    /// <summary>Additions below which starting threads costs more than it saves.</summary>
    private const long SerialWork = 100_000;

    private const int MostJointCodes = 1024;
    private const long MostBytes = 1L << 30;

    private readonly BinnedFeatures _bins;
    private readonly int _classes;
    private readonly int _maxThreads;
    private readonly List<JointColumn> _columns;
    private readonly ushort[][] _keys;
    private readonly int[] _offsets;
    private readonly long[] _sums;

    private RootHistogram(BinnedFeatures bins, int[] classes, int classCount, int maxThreads, CancellationToken cancellationToken)
    {
        _bins = bins;
        _classes = classCount;
        _maxThreads = maxThreads;

        // A joint code costs a few additions a round for each of its columns, whatever the rows.
        _columns = JointColumn.Join(bins, Math.Min(MostJointCodes, classes.Length / 16), cancellationToken);
        _keys = new ushort[(_columns.Count + Together - 1) / Together][];
        _offsets = new int[(_keys.Length * Together) + 1];
        for (var c = 0; c < _offsets.Length - 1; c++)
        {
            // Columns that fill the last block have one key, 0.
            _offsets[c + 1] = _offsets[c] + (c < _columns.Count ? _columns[c].Count * classCount : 1);
        }

        _sums = new long[_offsets[^1]];
        for (var block = 0; block < _keys.Length; block++)
        {
            var keys = _keys[block] = new ushort[classes.Length * Together];
            for (var c = 0; c < Together && (block * Together) + c < _columns.Count; c++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var codes = _columns[(block * Together) + c].Codes;
                for (var row = 0; row < codes.Length; row++)
                {
                    keys[(row * Together) + c] = (ushort)((codes[row] * classCount) + classes[row]);
                }

                // As keys come, codes go: both together never take much more than either.
                _columns[(block * Together) + c].DropCodes();
            }
        }
    }

    /// <summary>Null where keys of bin and class would not fit 16 bits, or would take more than 1 GiB.</summary>
    public static RootHistogram? TryCreate(BinnedFeatures bins, RowValues values, int maxThreads, CancellationToken cancellationToken)
    {
        var bytes = (long)values.Classes.Length * (bins.Columns.Length + Together) * sizeof(ushort);
        return values.IsRegression || bins.Columns.Length == 0 || MostJointCodes * (long)values.Channels > ushort.MaxValue + 1 || bytes > MostBytes
            ? null
            : new RootHistogram(bins, values.Classes, values.Channels, maxThreads, cancellationToken);
    }

    /// <summary>Sums of all rows, one a class.</summary>
    public long[] Total()
    {
        var total = new long[_classes];
        for (var i = 0; i < _offsets[1]; i++)
        {
            total[i % _classes] += _sums[i];
        }

        return total;
    }

    /// <summary>Builds all sums from all rows.</summary>
    /// <param name="packed">A value a row.</param>
    public void Build(ReadOnlySpan<long> packed)
    {
        Array.Clear(_sums);
        Add([], packed, packed.Length);
    }

    /// <summary>Adds differences.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="differences">What each of them changes by.</param>
    public void Add(ReadOnlySpan<int> rows, ReadOnlySpan<long> differences) => Add(rows, differences, rows.Length);

    /// <summary>Gives the histograms of the columns.</summary>
    /// <param name="histogram">Sums of all columns, as <see cref="HistogramColumns"/> would have built them.</param>
    public void CopyTo(Span<long> histogram)
    {
        histogram.Clear();
        for (var c = 0; c < _columns.Count; c++)
        {
            var joint = _columns[c];
            var sums = _sums.AsSpan(_offsets[c], joint.Count * _classes);
            for (var i = 0; i < joint.Columns.Count; i++)
            {
                var own = histogram.Slice(_bins.Offsets[joint.Columns[i]] * _classes, _bins.CodeCounts[joint.Columns[i]] * _classes);
                Marginalise(sums, joint.CodesOf[i], own);
            }
        }
    }

    private void Marginalise(ReadOnlySpan<long> sums, ReadOnlySpan<ushort> codes, Span<long> own)
    {
        if (_classes == 2)
        {
            for (var code = 0; code < codes.Length; code++)
            {
                own[2 * codes[code]] += sums[2 * code];
                own[(2 * codes[code]) + 1] += sums[(2 * code) + 1];
            }

            return;
        }

        for (var code = 0; code < codes.Length; code++)
        {
            for (var k = 0; k < _classes; k++)
            {
                own[(codes[code] * _classes) + k] += sums[(code * _classes) + k];
            }
        }
    }

    private void Add(ReadOnlySpan<int> rows, ReadOnlySpan<long> values, int count)
    {
        // SAFETY: rows were made by the caller from the rows that the keys were made for; keys are below their columns' sums.
        fixed (int* rowList = rows)
        fixed (long* valueList = values, sums = _sums)
        {
            var threads = (long)count * _columns.Count < SerialWork ? 1 : _maxThreads;
            ParallelFor.Run(_keys.Length, threads, new Body(_keys, _offsets, rows.IsEmpty ? null : rowList, count, valueList, sums));
        }
    }

    private readonly struct Body(ushort[][] keys, int[] offsets, int* rows, int count, long* values, long* sums) : IParallelBody
    {
        public void Invoke(int part)
        {
            fixed (ushort* block = keys[part])
            {
                var first = part * Together;
                HistogramBuild.AddKeys(
                    block, rows, count, values, sums + offsets[first], sums + offsets[first + 1], sums + offsets[first + 2], sums + offsets[first + 3]);
            }
        }
    }
}
