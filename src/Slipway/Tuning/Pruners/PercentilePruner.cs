using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Gives up a trial whose best value so far is worse than a percentile of the completed trials' values at the same step.</summary>
internal sealed record PercentilePruner(double Percent, int StartupTrials, int WarmUpSteps, int Interval, int MinTrials) : IPruner
{
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"percentile(percent={Percent}, startup={StartupTrials}, warmup={WarmUpSteps}, interval={Interval}, mintrials={MinTrials})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (!(Percent >= 0 && Percent <= 100))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"percent is {Percent}; allowed: 0 to 100.");
        }

        if (StartupTrials < 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"startupTrials is {StartupTrials}; allowed: at least 0.");
        }

        if (MinTrials < 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"minTrials is {MinTrials}; allowed: at least 1.");
        }

        foreach (var problem in PruningInterval.FindProblems(WarmUpSteps, Interval))
        {
            yield return problem;
        }
    }

    public IPrunerSession Open(SearchDefinition search) => new PercentilePrunerSession(this, search.Objectives[0]);
}
