namespace Slipway.Tuning;

/// <summary>Trials with consecutive numbers, from which evolutionary samplers learn together.</summary>
internal static class TrialGeneration
{
    /// <summary>Largest population that a sampler may be set to.</summary>
    public const int LargestPopulation = 10_000;

    /// <summary>The trials with some consecutive numbers, or null while one of them is missing or runs.</summary>
    /// <param name="first">The first number.</param>
    /// <param name="count">How many.</param>
    /// <param name="trials">All trials by increasing number.</param>
    public static Trial[]? Ended(int first, int count, IReadOnlyList<Trial> trials)
    {
        var position = PositionOf(first, trials);
        if (trials.Count - position < count)
            return null;

        for (var i = 0; i < count; i++)
        {
            if (trials[position + i].State == TrialState.Running || trials[position + i].Number != first + i)
                return null;
        }

        var ended = new Trial[count];
        for (var i = 0; i < count; i++)
            ended[i] = trials[position + i];

        return ended;
    }

    /// <summary>Where the trials from a number on begin.</summary>
    /// <param name="number">The number.</param>
    /// <param name="trials">All trials by increasing number.</param>
    public static int PositionOf(int number, IReadOnlyList<Trial> trials)
    {
        var (low, high) = (0, trials.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (trials[middle].Number < number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
