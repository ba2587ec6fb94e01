using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Asynchronous successive halving; see <see cref="Rungs"/>.</summary>
internal sealed record SuccessiveHalvingPruner(int MinResource, int ReductionFactor, int MinEarlyStoppingRate, int BootstrapCount) : IPruner
{
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"successive-halving(min={MinResource}, factor={ReductionFactor}, rate={MinEarlyStoppingRate}, bootstrap={BootstrapCount})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        foreach (var problem in FindProblems(MinResource, ReductionFactor, BootstrapCount))
        {
            yield return problem;
        }

        if (MinEarlyStoppingRate is < 0 or > 30)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"minEarlyStoppingRate is {MinEarlyStoppingRate}; allowed: 0 to 30.");
        }
    }

    public static IEnumerable<string> FindProblems(int minResource, int reductionFactor, int bootstrapCount)
    {
        if (minResource < 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"minResource is {minResource}; allowed: at least 1.");
        }

        if (reductionFactor < 2)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"reductionFactor is {reductionFactor}; allowed: at least 2.");
        }

        if (bootstrapCount < 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"bootstrapCount is {bootstrapCount}; allowed: at least 0.");
        }
    }

    public IPrunerSession Open(SearchDefinition search)
    {
        var first = (double)MinResource * Math.Pow(ReductionFactor, MinEarlyStoppingRate);
        return new Session(new Rungs((long)Math.Min(first, uint.MaxValue), ReductionFactor, BootstrapCount, search.Objectives[0], _ => true));
    }

    private sealed class Session(Rungs rungs) : IPrunerSession
    {
        public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials) => rungs.ShouldPrune(trial, trials);
    }
}
