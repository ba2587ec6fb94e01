using System.Globalization;
using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

#region pruner
/// <summary>Gives up a trial that is behind the best completed trial, as that was at the same step, by more than a margin.</summary>
public sealed record LeaderPruner(double Margin, int WarmUpSteps = 0) : IPruner
{
    public string Description => string.Create(CultureInfo.InvariantCulture, $"leader(margin={Margin}, warmup={WarmUpSteps})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (!(Margin >= 0 && double.IsFinite(Margin)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Margin is {Margin}; allowed: a finite number, at least 0.");
        }

        if (WarmUpSteps < 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"WarmUpSteps is {WarmUpSteps}; allowed: at least 0.");
        }
    }

    public IPrunerSession Open(SearchDefinition search) => new LeaderPrunerSession(this, search.Objectives[0]);
}
#endregion
