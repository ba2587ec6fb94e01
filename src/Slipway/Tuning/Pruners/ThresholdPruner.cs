using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Gives up a trial whose last value is below or above fixed bounds.</summary>
internal sealed record ThresholdPruner(double? Lower, double? Upper, int WarmUpSteps, int Interval) : IPruner
{
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"threshold(lower={Text(Lower)}, upper={Text(Upper)}, warmup={WarmUpSteps}, interval={Interval})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (Lower is null && Upper is null)
        {
            yield return "there is neither a lower nor an upper bound; expected: at least one.";
        }
        else if (Lower is double.NaN || Upper is double.NaN || Lower > Upper)
        {
            yield return $"the bounds are {Text(Lower)} and {Text(Upper)}; allowed: a lower one that is at most the upper one.";
        }

        foreach (var problem in PruningInterval.FindProblems(WarmUpSteps, Interval))
        {
            yield return problem;
        }
    }

    public IPrunerSession Open(SearchDefinition search) => new Session(this, search.Objectives[0].Metric);

    private static string Text(double? bound) => bound?.ToString(CultureInfo.InvariantCulture) ?? "none";

    private sealed class Session(ThresholdPruner settings, string metric) : IPrunerSession
    {
        public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials)
        {
            var (step, value) = trial.Reports[^1];
            if (!PruningInterval.IsDue(trial.Reports, settings.WarmUpSteps, settings.Interval))
            {
                return null;
            }

            var outside = value < settings.Lower ? $"less than {Text(settings.Lower)}" : value > settings.Upper ? $"more than {Text(settings.Upper)}" : null;
            return outside is null ? null : string.Create(CultureInfo.InvariantCulture, $"{metric} at step {step} is {value:G6}, {outside}.");
        }
    }
}
