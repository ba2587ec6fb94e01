using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Evenly spread values: trial n is point n of the seed's scrambled sequence, whatever the other trials are.</summary>
internal sealed class SobolSampler : ISampler
{
    public static readonly SobolSampler Shared = new();

    public string Description => "sobol()";

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (search.Space.Count > DirectionNumbers.MaxDimensions)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"the space has {search.Space.Count} parameters; allowed with Sampler.Sobol(): at most {DirectionNumbers.MaxDimensions}. ") +
                "Vary fewer, or use Sampler.Random().";
        }
    }

    public ISamplerSession Open(SearchDefinition search) => new Session(search.Space, new SobolSequence(search.Space.Count, search.Seed));

    private sealed class Session(ParameterSpace space, SobolSequence sequence) : ISamplerSession
    {
        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
        {
            var units = new double[space.Count];
            sequence.Fill(number, units);
            return space.FromUnits(units);
        }
    }
}
