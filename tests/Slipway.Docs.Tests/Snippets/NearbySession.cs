using Slipway.Kernels;
using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

#region own-sampler-session
internal sealed class NearbySession(SearchDefinition search, NearbySampler settings) : ISamplerSession
{
    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
    {
        var best = trials.Where(t => t.State == TrialState.Completed)
            .MinBy(t => search.Objectives[0].ToLoss(t.Values[0]));   // lower is better, whatever the direction
        var units = new double[search.Space.Count];
        for (var i = 0; i < units.Length; i++)
        {
            double random = CounterRandom.Uniform(search.Seed, stream: (ulong)number, counter: (ulong)i);   // no state to lose
            var away = ((2 * random) - 1) * settings.Radius;
            units[i] = number < settings.RandomTrials || best is null || double.IsNaN(best.Point[i])
                ? random
                : Math.Clamp(search.Space.Parameters[i].ToUnit(best.Point[i]) + away, 0, 1);
        }

        return search.Space.FromUnits(units);   // whole numbers are rounded; NaN where a parameter does not exist
    }
}
#endregion
