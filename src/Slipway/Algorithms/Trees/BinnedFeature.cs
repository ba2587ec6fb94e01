namespace Slipway;

/// <summary>
/// How one feature's bins lie in a column of codes. A feature that has a column of its own uses its bins as codes. One that shares a column
/// with features that are never non-zero together uses codes <see cref="Start"/> to <see cref="Start"/> + bins - 2 for every bin but
/// <see cref="DefaultBin"/>, which all other codes stand for.
/// </summary>
internal sealed class BinnedFeature
{
    /// <summary>The column, or -1 for a feature with one bin only, which nothing can be split on.</summary>
    public int Column { get; set; } = -1;

    /// <summary>First code.</summary>
    public int Start { get; set; }

    /// <summary>The bin that has no code of its own, or -1.</summary>
    public int DefaultBin { get; set; } = -1;

    /// <summary>Smallest value of each bin.</summary>
    public required float[] Lower { get; init; }

    /// <summary>Largest value of each bin.</summary>
    public required float[] Upper { get; init; }

    public int Bins => Lower.Length;

    /// <summary>Histogram in the order of the bins, from that of the column.</summary>
    /// <param name="column">The column's histogram, <c>[codes x channels]</c>.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="total">Sums of the node.</param>
    /// <param name="scratch">For a shared column; at least <c>256 * channels</c>.</param>
    public ReadOnlySpan<long> Histogram(ReadOnlySpan<long> column, int channels, ReadOnlySpan<long> total, Span<long> scratch)
    {
        if (DefaultBin < 0)
        {
            return column[..(Bins * channels)];
        }

        var own = column.Slice(Start * channels, (Bins - 1) * channels);
        var before = DefaultBin * channels;
        own[..before].CopyTo(scratch);
        own[before..].CopyTo(scratch[(before + channels)..]);
        var missing = scratch.Slice(before, channels);
        total.CopyTo(missing);
        for (var i = 0; i < own.Length; i += channels)
        {
            for (var k = 0; k < channels; k++)
            {
                missing[k] -= own[i + k];
            }
        }

        return scratch[..(Bins * channels)];
    }

    /// <summary>1 for every code that stands for a bin up to <paramref name="lastLeft"/>, else 0.</summary>
    public void FillTable(int lastLeft, Span<byte> goesLeft)
    {
        var (first, last, inside) = Range(lastLeft);
        goesLeft.Fill((byte)(inside ? 0 : 1));
        goesLeft[first..(last + 1)].Fill((byte)(inside ? 1 : 0));
    }

    /// <summary>The codes from First to Last are those that go left, or those that do not.</summary>
    public (byte First, byte Last, bool GoesLeft) Range(int lastLeft) => DefaultBin >= 0 && DefaultBin <= lastLeft
        ? ((byte)CodeOf(lastLeft + 1), (byte)CodeOf(Bins - 1), false)
        : ((byte)Start, (byte)CodeOf(lastLeft), true);

    public int CodeOf(int bin) => DefaultBin >= 0 && bin > DefaultBin ? Start + bin - 1 : Start + bin;

    /// <summary>The value between two bins: what goes left is at most this.</summary>
    public float Threshold(int left, int right)
    {
        float low = Upper[left], high = Lower[right];
        var middle = (float)(((double)low + high) / 2);
        return middle >= low && middle < high ? middle : low;
    }
}
