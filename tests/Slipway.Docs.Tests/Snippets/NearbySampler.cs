using System.Globalization;
using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

#region own-sampler
/// <summary>Some random trials, then neighbours of the best one.</summary>
/// <param name="Radius">Most that a parameter changes, as a share of its range on its scale.</param>
/// <param name="RandomTrials">Trials before there is a best one to stay near.</param>
public sealed record NearbySampler(double Radius = 0.1, int RandomTrials = 10) : ISampler
{
    public string Description => string.Create(CultureInfo.InvariantCulture, $"nearby(radius={Radius}, random={RandomTrials})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (!(Radius > 0 && Radius <= 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"Radius is {Radius}; allowed: more than 0 and at most 1.");

        if (RandomTrials < 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"RandomTrials is {RandomTrials}; allowed: at least 1.");

        if (search.Objectives.Count != 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"The search has {search.Objectives.Count} objectives; allowed: one.");
    }

    public ISamplerSession Open(SearchDefinition search) => new NearbySession(search, this);
}
#endregion
