using Slipway.Tuning;

namespace Slipway.Testing.Tests;

public sealed class PrunerConformanceTests
{
    private static readonly Dictionary<string, (Func<IPruner> Create, bool Absolute)> Pruners = new()
    {
        ["none"] = (() => Pruner.None(), false),
        ["median"] = (() => Pruner.Median(), false),
        ["percentile"] = (() => Pruner.Percentile(25), false),
        ["successive halving"] = (() => Pruner.SuccessiveHalving(), false),
        ["hyperband"] = (() => Pruner.Hyperband(), false),
        ["patience"] = (() => Pruner.Patience(3), false),
        ["threshold"] = (() => Pruner.Threshold(upper: 2), true),
    };

    public static TheoryData<string, string> Checks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, (create, absolute)) in Pruners)
            {
                foreach (var check in new PrunerConformance(create, absolute).Names)
                {
                    data.Add(name, check);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Checks))]
    public void BuiltInPruner_KeepsToItsContract(string pruner, string check) => new PrunerConformance(Pruners[pruner].Create, Pruners[pruner].Absolute).Run(check);

    [Fact]
    public void Run_GivenPrunerThatCountsItsCalls_FindsIt()
    {
        // given
        var suite = new PrunerConformance(() => new Forgetful());

        // when
        var error = Assert.Throws<ConformanceException>(() => suite.Run("ShouldPrune_FromFreshSession_AnswersTheSame"));

        // then
        Assert.Contains("fresh", error.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_GivenUnknownCheck_NamesTheKnown() => Assert.Contains(
        "Description_IsOneStableLine", Assert.Throws<ArgumentException>(() => new PrunerConformance(() => Pruner.Median()).Run("nonsense")).Message, StringComparison.Ordinal);

    private sealed class Forgetful : IPruner, IPrunerSession
    {
        private int _calls;

        public string Description => "forgetful";

        public IEnumerable<string> FindProblems(SearchDefinition search) => [];

        public IPrunerSession Open(SearchDefinition search) => this;

        public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials) => ++_calls > 5 ? "called often" : null;
    }
}
