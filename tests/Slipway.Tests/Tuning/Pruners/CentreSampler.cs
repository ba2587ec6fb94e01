using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Pruners;

/// <summary>Proposes the middle of the space, always: for tests in which the points do not matter.</summary>
internal sealed class CentreSampler : ISampler, ISamplerSession
{
    private ParameterSpace? _space;

    public string Description => "centre";

    public IEnumerable<string> FindProblems(SearchDefinition search) => [];

    public ISamplerSession Open(SearchDefinition search) => new CentreSampler { _space = search.Space };

    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) => _space!.FromUnits([.. Enumerable.Repeat(0.5, _space.Count)]);
}
