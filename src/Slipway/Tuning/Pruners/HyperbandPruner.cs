using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Successive halving with several minimum resources side by side.</summary>
internal sealed record HyperbandPruner(int MinResource, int? MaxResource, int ReductionFactor, int BootstrapCount) : IPruner
{
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"hyperband(min={MinResource}, max={MaxResource?.ToString(CultureInfo.InvariantCulture) ?? "auto"}, factor={ReductionFactor}, bootstrap={BootstrapCount})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        foreach (var problem in SuccessiveHalvingPruner.FindProblems(MinResource, ReductionFactor, BootstrapCount))
        {
            yield return problem;
        }

        if (MaxResource < MinResource)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"maxResource is {MaxResource}; allowed: at least minResource, {MinResource}.");
        }
    }

    public IPrunerSession Open(SearchDefinition search) => new HyperbandPrunerSession(this, search.Objectives[0]);
}
