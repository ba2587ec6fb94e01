using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

/// <summary>Proposes given values of the only parameter, then nothing.</summary>
internal sealed class PointsSampler(params double[] values) : ISampler, ISamplerSession
{
    public string Description => $"points({string.Join(", ", values)})";

    public IEnumerable<string> FindProblems(SearchDefinition search) => [];

    public ISamplerSession Open(SearchDefinition search) => this;

    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) => number < values.Length ? new ParameterPoint([values[number]]) : null;
}
