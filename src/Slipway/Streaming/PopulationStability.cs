namespace Slipway.Streaming;

/// <summary>
/// The population stability index <c>sum (q - p) ln(q / p)</c> over intervals of a column (Siddiqi, "Credit Risk Scorecards", Wiley 2006), a symmetric
/// Kullback-Leibler divergence. An interval without rows counts half a row, which keeps the index finite.
/// </summary>
internal sealed class PopulationStability
{
    private readonly float[] _upper; // the last interval is open
    private readonly double[] _reference;
    private readonly int _rows;

    /// <summary>Chooses the intervals by the reference: its values where there are few, else its quantiles.</summary>
    /// <param name="sorted">The reference, ascending; at least one value.</param>
    /// <param name="bins">Most intervals.</param>
    public PopulationStability(ReadOnlySpan<float> sorted, int bins)
    {
        var edges = new List<float>();
        for (var i = 0; i < sorted.Length && edges.Count <= bins; i++)
        {
            if (edges.Count == 0 || sorted[i] > edges[^1])
            {
                edges.Add(sorted[i]);
            }
        }

        if (edges.Count > bins)
        {
            edges.Clear();
            for (var b = 1; b < bins; b++)
            {
                var edge = sorted[(int)((long)b * sorted.Length / bins)];
                if (edges.Count == 0 || edge > edges[^1])
                {
                    edges.Add(edge);
                }
            }
        }

        _upper = [.. edges];
        _rows = sorted.Length;
        _reference = Count(sorted);
    }

    /// <summary>The index of a sample, and what it comes to by chance alone in 1 of 1,000 samples.</summary>
    /// <remarks>
    /// Without drift the index is about <c>(1/n + 1/m)</c> times a chi-square variable with one degree of freedom less than there are intervals
    /// (Yurdakul and Naranjo, Journal of Risk Model Validation 14(4), 2020); its upper 0.1% point is that of Wilson and Hilferty (PNAS 17, 1931).
    /// </remarks>
    public (double Index, double ByChance) Compare(ReadOnlySpan<float> sorted)
    {
        var now = Count(sorted);
        var index = 0.0;
        var used = 0;
        for (var b = 0; b < now.Length; b++)
        {
            if (now[b] == 0 && _reference[b] == 0)
            {
                continue;
            }

            used++;
            var p = Math.Max(_reference[b], 0.5) / _rows;
            var q = Math.Max(now[b], 0.5) / sorted.Length;
            index += (q - p) * Math.Log(q / p);
        }

        var freedom = Math.Max(1, used - 1);
        var spread = 2.0 / (9 * freedom);
        var chiSquare = freedom * Math.Pow(1 - spread + (3.0902323061678132 * Math.Sqrt(spread)), 3);
        return (index, ((1.0 / _rows) + (1.0 / sorted.Length)) * chiSquare);
    }

    private double[] Count(ReadOnlySpan<float> sorted)
    {
        var counts = new double[_upper.Length + 1];
        var bin = 0;
        foreach (var value in sorted)
        {
            while (bin < _upper.Length && value > _upper[bin])
            {
                bin++;
            }

            counts[bin]++;
        }

        return counts;
    }
}
