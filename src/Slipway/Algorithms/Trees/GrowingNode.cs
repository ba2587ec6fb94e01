namespace Slipway;

/// <summary>A node that may still be split.</summary>
/// <param name="index">Its number in the tree.</param>
/// <param name="depth">Splits above it.</param>
/// <param name="total">Sums, one a channel.</param>
/// <param name="rows">Its part of the row list.</param>
/// <param name="watched">Its part of the list of rows that are only watched.</param>
internal sealed class GrowingNode(int index, int depth, long[] total, (int Start, int Count) rows, (int Start, int Count) watched)
{
    public int Index => index;

    public int Depth => depth;

    public long[] Total => total;

    public int Start => rows.Start;

    public int Count => rows.Count;

    public int WatchedStart => watched.Start;

    public int WatchedCount => watched.Count;

    public long[]? Histogram { get; set; }

    /// <summary>Feature of the split; -1 when there is none.</summary>
    public int Feature { get; set; } = -1;

    /// <summary>Last bin of the left child.</summary>
    public int Bin { get; set; }

    /// <summary>First bin of the right child that has rows.</summary>
    public int NextBin { get; set; }

    /// <summary>Decrease of the impurity, as a share of the whole training set.</summary>
    public double Improvement { get; set; }

    public long[] LeftTotal { get; set; } = [];
}
