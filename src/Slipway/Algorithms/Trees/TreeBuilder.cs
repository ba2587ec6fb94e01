using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// Grows trees from binned features, one after the other: CART (Breiman, Friedman, Olshen and Stone, 1984) on histograms. Depth first, or
/// the node with the largest improvement first when leaves are limited. One histogram of two siblings is built, the other is the
/// parent's minus it. Not thread-safe; the tree does not depend on the number of threads.
/// </summary>
internal sealed class TreeBuilder
{
    /// <summary>Histograms that are kept for siblings; past this they are built again.</summary>
    private const long KeptBytes = 256L << 20;

    private readonly BinnedFeatures _bins;
    private readonly TreeSettings _settings;
    private readonly int _maxThreads;
    private readonly CancellationToken _cancellationToken;
    private readonly SplitSearch _search;
    private readonly int[] _allColumns;
    private readonly byte[] _goesLeft = new byte[256];
    private readonly Stack<long[]> _free = new();
    private int _histograms;
    private int[] _rows = [];
    private int[] _watched = [];
    private int[] _scratch = [];
    private int[] _leafOf = [];
    private bool _allRows;
    private RowValues _values = null!;
    private GrownTree _tree = null!;
    private double _totalWeight;
    private GrowingNode? _root;

    public TreeBuilder(BinnedFeatures bins, TreeSettings settings, int maxThreads, CancellationToken cancellationToken)
    {
        _bins = bins;
        _settings = settings;
        _maxThreads = maxThreads;
        _cancellationToken = cancellationToken;
        _search = new SplitSearch(bins, settings, maxThreads);
        _allColumns = [.. Enumerable.Range(0, bins.Columns.Length)];
    }

    /// <summary>Ends growing with the nodes so far when it says true. Default: never.</summary>
    public Func<bool> StopRequested { get; init; } = static () => false;

    /// <summary>Grows a tree.</summary>
    /// <param name="values">Weights and classes or targets.</param>
    /// <param name="rows">Rows to grow from, ascending; copied.</param>
    /// <param name="watched">Further rows whose leaves are wanted, ascending; copied.</param>
    /// <param name="leafOf">Receives the leaf of each of both kinds of rows, by row; null when no one asks.</param>
    /// <param name="random">Draws the features of each split.</param>
    /// <param name="rootHistogram">The histogram of all rows, if someone has it; only where splits look at all features.</param>
    public GrownTree Grow(
        RowValues values, ReadOnlySpan<int> rows, ReadOnlySpan<int> watched, int[]? leafOf, SplitMix64 random, RootHistogram? rootHistogram = null)
    {
        _values = values;
        _leafOf = leafOf ?? [];
        _allRows = rows.Length == values.Packed.Length / (values.IsRegression ? 2 : 1);
        _rows = Copy(rows, _rows);
        _watched = Copy(watched, _watched);
        if (_scratch.Length < Math.Max(rows.Length, watched.Length))
        {
            _scratch = new int[Math.Max(rows.Length, watched.Length)];
        }

        _tree = new GrownTree(values.IsRegression ? 1 : values.Channels);
        _search.Begin(values, random);
        var root = new GrowingNode(
            _tree.AddNode(), 0, rootHistogram?.Total() ?? _values.Sum(rows, _allRows), (0, rows.Length), (0, watched.Length));
        if (rootHistogram is not null && MaySplit(root))
        {
            root.Histogram = Take();
            rootHistogram.CopyTo(root.Histogram);
        }

        _root = root;
        _totalWeight = root.Total.Take(values.IsRegression ? 1 : values.Channels).Sum(t => t & values.WeightMask);
        if (_settings.MaxLeaves > 0)
        {
            GrowBestFirst(root);
        }
        else
        {
            GrowDepthFirst(root);
        }

        return _tree;
    }

    /// <summary>The split of the last tree where it has no other: the codes of all rows, and which of them go to the first leaf.</summary>
    public bool TryGetStump(out byte[] codes, out (byte First, byte Last, bool GoesLeft) range)
    {
        codes = [];
        range = default;
        if (_tree.Splits.Count != 1)
        {
            return false;
        }

        var feature = _bins.Features[_root!.Feature];
        codes = _bins.Columns[feature.Column];
        range = feature.Range(_root.Bin);
        return true;
    }

    private void GrowDepthFirst(GrowingNode root)
    {
        var open = new Stack<GrowingNode>();
        Consider(root, open.Push, root.Histogram);
        while (open.TryPop(out var node))
        {
            if (Stopped(open.Count))
            {
                Finish(node);
                continue;
            }

            Split(node, open.Push);
        }
    }

    private void GrowBestFirst(GrowingNode root)
    {
        // Of equal improvements the older node: the order of a heap alone would depend on how it was filled.
        var open = new PriorityQueue<GrowingNode, (double, int)>();
        var leaves = 1;
        Consider(root, Push, root.Histogram);
        while (open.TryDequeue(out var node, out _))
        {
            if (leaves >= _settings.MaxLeaves || Stopped(open.Count))
            {
                Finish(node);
                continue;
            }

            leaves++;
            Split(node, Push);
        }

        void Push(GrowingNode node) => open.Enqueue(node, (-node.Improvement, node.Index));
    }

    private bool Stopped(int open)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        return (open & 15) == 0 && StopRequested();
    }

    /// <summary>Finds the node's split, or makes it a leaf.</summary>
    private void Consider(GrowingNode node, Action<GrowingNode> push, long[]? histogram)
    {
        if (!MaySplit(node))
        {
            Release(histogram);
            Finish(node);
            return;
        }

        var rows = _rows.AsSpan(node.Start, node.Count);
        if (_search.SamplesFeatures)
        {
            _search.FindAmongSampled(node, rows, _allRows && node.Depth == 0);
        }
        else
        {
            histogram ??= Build(node);
            _search.FindAmongAll(node, histogram);
            if ((long)_histograms * histogram.Length * sizeof(long) <= KeptBytes)
            {
                node.Histogram = histogram;
            }
            else
            {
                node.Histogram = null;
                Release(histogram);
            }
        }

        if (node.Feature < 0 || (node.Improvement /= _totalWeight * ImprovementUnit) + 2.220446e-16 < _settings.MinImpurityDecrease)
        {
            Finish(node);
        }
        else
        {
            push(node);
        }
    }

    /// <summary>Regression scores are squares of fixed-point sums; classification scores are weights already.</summary>
    private double ImprovementUnit => !_values.IsRegression ? 1 : _values.TargetScale / _values.WeightScale * (_values.TargetScale / _values.WeightScale);

    private bool MaySplit(GrowingNode node)
    {
        if (node.Depth >= _settings.MaxDepth || node.Count < _settings.MinSamplesSplit || node.Count < 2L * _settings.MinSamplesLeaf || _allColumns.Length == 0)
        {
            return false;
        }

        return _values.IsRegression ? !SameTargets(_rows.AsSpan(node.Start, node.Count)) : node.Total.AsSpan().Count(0L) < node.Total.Length - 1;
    }

    private bool SameTargets(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            if (_values.Targets[row] != _values.Targets[rows[0]])
            {
                return false;
            }
        }

        return true;
    }

    private void Split(GrowingNode node, Action<GrowingNode> push)
    {
        var feature = _bins.Features[node.Feature];
        feature.FillTable(node.Bin, _goesLeft);
        var codes = _bins.Columns[feature.Column];
        var right = Difference(node.Total, node.LeftTotal);
        var index = _tree.AddNode();
        _tree.AddNode();
        _tree.Split(node.Index, node.Feature, feature.Threshold(node.Bin, node.NextBin), index, node.Improvement);

        // Two leaves need no row lists, only sums; their rows are told by the table alone.
        var leaves = node.Depth + 1 >= _settings.MaxDepth;
        if (leaves)
        {
            FinishBoth(node, right, index, codes);
            return;
        }

        // Not the count in the sums: a weight that has become 0 counts no row there.
        var leftCount = RowPartition.Apply(_rows.AsSpan(node.Start, node.Count), codes, _goesLeft, _scratch);
        var watchedLeft = RowPartition.Apply(_watched.AsSpan(node.WatchedStart, node.WatchedCount), codes, _goesLeft, _scratch);
        var first = new GrowingNode(index, node.Depth + 1, node.LeftTotal, (node.Start, leftCount), (node.WatchedStart, watchedLeft));
        var second = new GrowingNode(
            index + 1, node.Depth + 1, right, (node.Start + leftCount, node.Count - leftCount),
            (node.WatchedStart + watchedLeft, node.WatchedCount - watchedLeft));
        var (small, large) = first.Count <= second.Count ? (first, second) : (second, first);
        long[]? smallHistogram = null, largeHistogram = null;
        if (node.Histogram is { } parent)
        {
            node.Histogram = null;
            if (MaySplit(large))
            {
                smallHistogram = Build(small);
                HistogramBuild.Subtract(parent, smallHistogram);
                largeHistogram = parent;
            }
            else
            {
                Release(parent);
            }
        }

        // The left child is popped first.
        Consider(second, push, second == small ? smallHistogram : largeHistogram);
        Consider(first, push, first == small ? smallHistogram : largeHistogram);
    }

    private void FinishBoth(GrowingNode node, long[] right, int index, byte[] codes)
    {
        AddLeaf(index, node.LeftTotal);
        AddLeaf(index + 1, right);
        Release(node.Histogram);
        node.Histogram = null;
        if (_leafOf.Length == 0)
        {
            return;
        }

        var leaf = _tree.Child[index];
        Assign(_rows.AsSpan(node.Start, node.Count), codes, leaf);
        Assign(_watched.AsSpan(node.WatchedStart, node.WatchedCount), codes, leaf);
    }

    private void Assign(ReadOnlySpan<int> rows, byte[] codes, int leaf)
    {
        if (rows.Length == codes.Length)
        {
            var (leafOf, goesLeft) = (_leafOf, _goesLeft);
            for (var row = 0; row < codes.Length && row < leafOf.Length; row++)
            {
                leafOf[row] = leaf + 1 - goesLeft[codes[row]];
            }

            return;
        }

        foreach (var row in rows)
        {
            _leafOf[row] = leaf + 1 - _goesLeft[codes[row]];
        }
    }

    private void Finish(GrowingNode node)
    {
        AddLeaf(node.Index, node.Total);
        Release(node.Histogram);
        node.Histogram = null;
        if (_leafOf.Length == 0)
        {
            return;
        }

        var leaf = _tree.Child[node.Index];
        foreach (var row in _rows.AsSpan(node.Start, node.Count))
        {
            _leafOf[row] = leaf;
        }

        foreach (var row in _watched.AsSpan(node.WatchedStart, node.WatchedCount))
        {
            _leafOf[row] = leaf;
        }
    }

    private void AddLeaf(int node, long[] total)
    {
        _tree.MakeLeaf(node);
        var weight = _values.IsRegression ? total[0] & _values.WeightMask : 0;
        if (_values.IsRegression)
        {
            _tree.LeafWeights.Add(weight);
            _tree.Values.Add(_values.Mean + (weight == 0 ? 0 : total[1] / _values.TargetScale / (weight / _values.WeightScale)));
            return;
        }

        foreach (var packed in total)
        {
            weight += packed & _values.WeightMask;
        }

        _tree.LeafWeights.Add(weight);

        foreach (var packed in total)
        {
            _tree.Values.Add(weight == 0 ? 1.0 / total.Length : (double)(packed & _values.WeightMask) / weight);
            _tree.Counts.Add((int)(packed >> _values.WeightBits));
        }
    }

    private long[] Build(GrowingNode node)
    {
        var histogram = Take();
        Array.Clear(histogram);
        HistogramColumns.Add(
            _bins, _allColumns, _rows.AsSpan(node.Start, node.Count), _allRows && node.Depth == 0, _values, histogram, _maxThreads);
        return histogram;
    }

    private long[] Take()
    {
        if (_free.TryPop(out var free))
        {
            return free;
        }

        _histograms++;
        return new long[(long)_bins.Offsets[^1] * _values.Channels];
    }

    private void Release(long[]? histogram)
    {
        if (histogram is not null)
        {
            _free.Push(histogram);
        }
    }

    private static long[] Difference(long[] total, long[] left)
    {
        var right = new long[total.Length];
        for (var k = 0; k < right.Length; k++)
        {
            right[k] = total[k] - left[k];
        }

        return right;
    }

    private static int[] Copy(ReadOnlySpan<int> rows, int[] buffer)
    {
        buffer = buffer.Length >= rows.Length ? buffer : new int[rows.Length];
        rows.CopyTo(buffer);
        return buffer;
    }
}
