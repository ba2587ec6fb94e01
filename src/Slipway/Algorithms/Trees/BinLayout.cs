namespace Slipway;

/// <summary>Columns while they are being made: which features share one is decided feature by feature, in order.</summary>
internal sealed class BinLayout(int features, int rows)
{
    /// <summary>Shared columns that a further feature is tried on. More find few, and cost time on wide data.</summary>
    private const int MaxOpen = 64;

    private readonly List<OpenColumn> _open = [];

    public BinnedFeature[] Features { get; } = new BinnedFeature[features];

    public int Rows => rows;

    public List<byte[]> Columns { get; } = [];

    public List<int> CodeCounts { get; } = [];

    /// <summary>A feature with a column of its own.</summary>
    public void AddAlone(BinnedFeature feature, byte[] codes)
    {
        feature.Column = Columns.Count;
        Columns.Add(codes);
        CodeCounts.Add(feature.Bins);
    }

    /// <summary>A feature that shares a column with others if it can.</summary>
    /// <param name="feature">Its <see cref="BinnedFeature.DefaultBin"/> is set.</param>
    /// <param name="bins">Bins of the rows that are not in the default bin.</param>
    /// <param name="at">Those rows, ascending.</param>
    public void AddShared(BinnedFeature feature, ReadOnlySpan<byte> bins, ReadOnlySpan<int> at)
    {
        var column = Join(feature, at);
        var codes = Columns[column.Index];
        for (var i = 0; i < at.Length; i++)
        {
            codes[at[i]] = (byte)feature.CodeOf(bins[i]);
            column.Bits[at[i] >> 6] |= 1UL << at[i];
        }
    }

    /// <summary>The same where all those rows are in one bin.</summary>
    public void AddShared(BinnedFeature feature, byte bin, ReadOnlySpan<int> at)
    {
        var column = Join(feature, at);
        var (codes, bits, code) = (Columns[column.Index], column.Bits, (byte)feature.CodeOf(bin));
        foreach (var row in at)
        {
            codes[row] = code;
            bits[row >> 6] |= 1UL << row;
        }
    }

    private OpenColumn Join(BinnedFeature feature, ReadOnlySpan<int> at)
    {
        var column = Find(feature, at);
        feature.Column = column.Index;
        feature.Start = CodeCounts[column.Index];
        CodeCounts[column.Index] += feature.Bins - 1;
        column.Taken += at.Length;
        return column;
    }

    private OpenColumn Find(BinnedFeature feature, ReadOnlySpan<int> at)
    {
        // The newest first: the levels of a category follow one another.
        for (var i = _open.Count - 1; i >= Math.Max(0, _open.Count - MaxOpen); i--)
        {
            var column = _open[i];
            if (CodeCounts[column.Index] + feature.Bins - 1 <= 256 && column.Taken + at.Length <= rows && IsFree(column.Bits, at))
            {
                return column;
            }
        }

        var added = new OpenColumn(Columns.Count, new ulong[(rows + 63) / 64]);
        _open.Add(added);
        Columns.Add(new byte[rows]);
        CodeCounts.Add(1);
        return added;
    }

    private static bool IsFree(ulong[] bits, ReadOnlySpan<int> at)
    {
        foreach (var row in at)
        {
            if ((bits[row >> 6] >> row & 1) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Rows of a shared column that have a code other than 0.</summary>
    private sealed class OpenColumn(int index, ulong[] bits)
    {
        public int Index => index;

        public ulong[] Bits => bits;

        public int Taken { get; set; }
    }
}
