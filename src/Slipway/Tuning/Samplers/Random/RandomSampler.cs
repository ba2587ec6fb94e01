namespace Slipway.Tuning;

/// <summary>Uniform values: trial n is number n of the seed's sequence, whatever the other trials are.</summary>
internal sealed class RandomSampler : ISampler
{
    public static readonly RandomSampler Shared = new();

    public string Description => "random()";

    public IEnumerable<string> FindProblems(SearchDefinition search) => [];

    public ISamplerSession Open(SearchDefinition search) => new Session(search);

    private sealed class Session(SearchDefinition search) : ISamplerSession
    {
        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) =>
            new SamplerRandom(search.Seed, SamplerStream.Uniform, number).NextPoint(search.Space);
    }
}
