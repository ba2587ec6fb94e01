using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Finds the best split of a node over all features, or over some that are drawn at random.</summary>
internal sealed class SplitSearch
{
    /// <summary>Bins times channels below which one thread scans all features.</summary>
    private const long SerialWork = 50_000;

    private readonly BinnedFeatures _bins;
    private readonly TreeSettings _settings;
    private readonly int _maxThreads;
    private readonly int[] _usable;
    private readonly SplitCandidate[] _candidates;
    private readonly bool[] _columnWanted;
    private readonly int[] _columns;
    private readonly int[] _drawn;
    private readonly SmallNodeScan _small;
    private long[] _scratch = [];
    private long[] _sampled = [];
    private RowValues _values = null!;
    private SplitMix64 _random;

    public SplitSearch(BinnedFeatures bins, TreeSettings settings, int maxThreads)
    {
        _bins = bins;
        _settings = settings;
        _maxThreads = maxThreads;
        _usable = [.. Enumerable.Range(0, bins.Features.Length).Where(j => bins.Features[j].Column >= 0)];
        _candidates = new SplitCandidate[_usable.Length];
        _columnWanted = new bool[bins.Columns.Length];
        _columns = new int[bins.Columns.Length];
        _drawn = [.. Enumerable.Range(0, bins.Features.Length)];
        _small = new SmallNodeScan(bins, settings);
    }

    /// <summary>Whether each split looks at some of the features only.</summary>
    public bool SamplesFeatures => _settings.FeaturesPerSplit < _bins.Features.Length;

    public void Begin(RowValues values, SplitMix64 random)
    {
        _values = values;
        _random = random;
        _small.Begin(values);
        _scratch = _scratch.Length == 256 * values.Channels ? _scratch : new long[256 * values.Channels];
        for (var j = 0; j < _drawn.Length; j++)
        {
            _drawn[j] = j;
        }

        if (SamplesFeatures && _sampled.Length == 0)
        {
            _sampled = new long[(long)_bins.Offsets[^1] * values.Channels];
        }
    }

    /// <summary>Sets the node's split to the best of all; the feature stays -1 when there is none.</summary>
    public void FindAmongAll(GrowingNode node, long[] histogram)
    {
        var parts = (long)_bins.Offsets[^1] * _values.Channels < SerialWork ? 1 : Math.Min(4 * _maxThreads, Math.Max(1, _usable.Length / 8));
        if (parts > 1 && _maxThreads > 1)
        {
            ParallelFor.Run(parts, _maxThreads, new Body(this, node, histogram, parts));
        }
        else
        {
            Scan(node, histogram, 0, _usable.Length, _scratch);
        }

        var best = SplitCandidate.None;
        for (var i = 0; i < _usable.Length; i++)
        {
            if (_candidates[i].Score > best.Score)
            {
                best = _candidates[i];
                node.Feature = _usable[i];
            }
        }

        Accept(node, best, histogram);
    }

    /// <summary>
    /// The same over features drawn without replacement, as many as the settings say; more when each of those has one value only (as
    /// scikit-learn does).
    /// </summary>
    public void FindAmongSampled(GrowingNode node, ReadOnlySpan<int> rows, bool allRows)
    {
        var best = SplitCandidate.None;
        var done = 0;
        var varies = false;
        var small = rows.Length <= SmallNodeScan.MostRows;
        if (small)
        {
            _small.Load(rows);
        }

        while (done < _drawn.Length && !varies)
        {
            var end = Math.Min(_drawn.Length, done + (done == 0 ? _settings.FeaturesPerSplit : 1));
            for (var i = done; i < end; i++)
            {
                var j = i + (int)_random.Next((uint)(_drawn.Length - i));
                (_drawn[i], _drawn[j]) = (_drawn[j], _drawn[i]);
            }

            if (!small)
            {
                BuildFor(_drawn.AsSpan(done, end - done), rows, allRows);
            }

            for (var i = done; i < end; i++)
            {
                var feature = _bins.Features[_drawn[i]];
                if (feature.Column < 0)
                {
                    continue;
                }

                bool some;
                SplitCandidate candidate;
                if (small)
                {
                    candidate = _small.Best(feature, rows, node.Total, out some);
                }
                else
                {
                    candidate = Scan(node, feature, _sampled, _scratch);
                    some = candidate.Bin >= 0 || Varies(node, feature);
                }

                varies |= some;
                if (candidate.Score > best.Score || (candidate.Score == best.Score && _drawn[i] < node.Feature))
                {
                    best = candidate;
                    node.Feature = _drawn[i];
                }
            }

            done = end;
        }

        if (!small)
        {
            Accept(node, best, _sampled);
        }
        else if (best.Bin < 0)
        {
            node.Feature = -1;
        }
        else
        {
            var (left, next) = _small.Divide(_bins.Features[node.Feature], rows, best.Bin);
            Accept(node, best, left, next);
        }
    }

    /// <summary>Whether the node's rows are in more than one bin of the feature.</summary>
    private bool Varies(GrowingNode node, BinnedFeature feature)
    {
        var channels = _values.Channels;
        var own = feature.Histogram(Column(_sampled, feature.Column), channels, node.Total, _scratch);
        var first = own.IndexOfAnyExcept(0L) / channels;
        return !own.Slice(first * channels, channels).SequenceEqual(node.Total);
    }

    private void BuildFor(ReadOnlySpan<int> features, ReadOnlySpan<int> rows, bool allRows)
    {
        var count = 0;
        foreach (var feature in features)
        {
            var column = _bins.Features[feature].Column;
            if (column >= 0 && !_columnWanted[column])
            {
                _columnWanted[column] = true;
                _columns[count++] = column;
                Column(_sampled, column).Clear();
            }
        }

        HistogramColumns.Add(_bins, _columns.AsSpan(0, count), rows, allRows, _values, _sampled, _maxThreads);
        foreach (var column in _columns.AsSpan(0, count))
        {
            _columnWanted[column] = false;
        }
    }

    private void Scan(GrowingNode node, long[] histogram, int from, int to, long[] scratch)
    {
        for (var i = from; i < to; i++)
        {
            _candidates[i] = Scan(node, _bins.Features[_usable[i]], histogram, scratch);
        }
    }

    private SplitCandidate Scan(GrowingNode node, BinnedFeature feature, long[] histogram, long[] scratch)
    {
        var own = feature.Histogram(Column(histogram, feature.Column), _values.Channels, node.Total, scratch);
        return SplitScan.Best(_settings.Criterion, own, _values.Channels, node.Total, _values.WeightBits, _settings.MinSamplesLeaf);
    }

    private void Accept(GrowingNode node, SplitCandidate best, long[] histogram)
    {
        if (best.Bin < 0)
        {
            node.Feature = -1;
            return;
        }

        var feature = _bins.Features[node.Feature];
        var channels = _values.Channels;
        var own = feature.Histogram(Column(histogram, feature.Column), channels, node.Total, _scratch);
        var left = new long[channels];
        for (var i = 0; i < (best.Bin + 1) * channels; i++)
        {
            left[i % channels] += own[i];
        }

        var next = best.Bin + 1;
        while (own.Slice(next * channels, channels).IndexOfAnyExcept(0L) < 0)
        {
            next++;
        }

        Accept(node, best, left, next);
    }

    private void Accept(GrowingNode node, SplitCandidate best, long[] left, int next)
    {
        node.Bin = best.Bin;
        node.NextBin = next;
        node.LeftTotal = left;
        node.Improvement = Math.Max(0, best.Score - SplitScan.NodeScore(_settings.Criterion, node.Total, _values.WeightBits));
    }

    private Span<long> Column(long[] histogram, int column) =>
        histogram.AsSpan(_bins.Offsets[column] * _values.Channels, _bins.CodeCounts[column] * _values.Channels);

    private readonly struct Body(SplitSearch search, GrowingNode node, long[] histogram, int parts) : IParallelBody
    {
        public void Invoke(int part) => search.Scan(
            node, histogram, search._usable.Length * part / parts, search._usable.Length * (part + 1) / parts, new long[256 * search._values.Channels]);
    }
}
