using Slipway.Kernels;
using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

#region sampler
/// <summary>Random points in pairs that are mirror images: what is high in one is low in the other.</summary>
public sealed record MirrorSampler : ISampler
{
    public string Description => "mirror()";

    public IEnumerable<string> FindProblems(SearchDefinition search) => [];

    public ISamplerSession Open(SearchDefinition search) => new MirrorSamplerSession(search);
}

internal sealed class MirrorSamplerSession(SearchDefinition search) : ISamplerSession
{
    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
    {
        var units = new double[search.Space.Count];
        for (var i = 0; i < units.Length; i++)
        {
            double unit = CounterRandom.Uniform(search.Seed, stream: (ulong)(number / 2), counter: (ulong)i); // no state: a function of seed and number
            units[i] = number % 2 == 0 ? unit : 1 - unit;
        }

        return search.Space.FromUnits(units); // NaN for parameters that do not exist
    }
}
#endregion
