namespace Slipway.Tuning;

/// <summary>How Hyperband (Li et al., JMLR 2018, algorithm 1) shares trials among its brackets.</summary>
internal sealed class HyperbandBrackets
{
    private readonly long[] _cumulative;

    /// <param name="minResource">r: steps of the lowest rung of bracket 0.</param>
    /// <param name="maxResource">R: steps of a whole trial.</param>
    /// <param name="factor">eta.</param>
    public HyperbandBrackets(int minResource, int maxResource, int factor)
    {
        var count = 1;
        for (long at = (long)minResource * factor; at <= maxResource; at *= factor)
        {
            count++;
        }

        _cumulative = new long[count];
        long total = 0;
        for (var bracket = 0; bracket < count; bracket++)
        {
            // n = ceil((s_max + 1) * eta^s / (s + 1)) trials begin in the bracket that stops s times.
            var stops = count - 1 - bracket;
            total += (long)Math.Ceiling(count * Math.Pow(factor, stops) / (stops + 1));
            _cumulative[bracket] = total;
        }
    }

    public int Count => _cumulative.Length;

    /// <summary>
    /// The bracket of a trial: 0 stops earliest, the last never. By the golden-ratio sequence, so that any run of consecutive numbers is shared
    /// among the brackets about as the whole is.
    /// </summary>
    public int Of(int number)
    {
        var place = (double)unchecked((uint)number * 2654435769u) / (1L << 32) * _cumulative[^1];
        return Array.FindIndex(_cumulative, c => place < c);
    }
}
