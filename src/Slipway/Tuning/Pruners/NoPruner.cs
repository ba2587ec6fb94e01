namespace Slipway.Tuning;

/// <summary>Lets every trial run to its end.</summary>
internal sealed record NoPruner : IPruner, IPrunerSession
{
    public string Description => "none";

    public IEnumerable<string> FindProblems(SearchDefinition search) => [];

    public IPrunerSession Open(SearchDefinition search) => this;

    public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials) => null;
}
