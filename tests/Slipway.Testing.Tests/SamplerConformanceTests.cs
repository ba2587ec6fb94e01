using Slipway.Tuning;

namespace Slipway.Testing.Tests;

public sealed class SamplerConformanceTests
{
    private static readonly Dictionary<string, Func<ISampler>> Samplers = new()
    {
        ["random"] = () => Sampler.Random(),
        ["grid"] = () => Sampler.Grid(4),
        ["sobol"] = () => Sampler.Sobol(),
        ["tpe"] = () => Sampler.Tpe(),
        ["bayesian"] = () => Sampler.Bayesian(),
        ["cma-es"] = () => Sampler.CmaEs(),
        ["nsga-ii"] = () => Sampler.Nsga2(),
    };

    public static TheoryData<string, string> Checks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, create) in Samplers)
            {
                foreach (var check in new SamplerConformance(create).Names)
                {
                    data.Add(name, check);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Checks))]
    public void BuiltInSampler_KeepsToItsContract(string sampler, string check) => new SamplerConformance(Samplers[sampler]).Run(check);

    [Theory]
    [InlineData("Propose_GivesPointsOfTheSpace", 7.0)]
    [InlineData("Propose_GivesPointsOfTheSpace", double.NaN)]
    public void Run_GivenSamplerThatLeavesTheSpace_FindsIt(string check, double value)
    {
        // given
        var suite = new SamplerConformance(() => new Constant(value));

        // when
        var error = Assert.Throws<ConformanceException>(() => suite.Run(check));

        // then
        Assert.Equal(check, error.Check);
        Assert.Contains("no point of it", error.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_GivenSamplerThatThrows_NamesCheckAndCause()
    {
        // given
        var suite = new SamplerConformance(() => throw new InvalidOperationException("no licence"));

        // when
        var error = Assert.Throws<ConformanceException>(suite.Run);

        // then
        Assert.Contains("no licence", error.Message, StringComparison.Ordinal);
    }

    private sealed class Constant(double value) : ISampler, ISamplerSession
    {
        public string Description => "constant";

        public IEnumerable<string> FindProblems(SearchDefinition search) => search.Space.Count == 1 ? [] : ["one parameter only"];

        public ISamplerSession Open(SearchDefinition search) => this;

        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) => new([value]);
    }
}
