using System.Globalization;
using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

#region pruner-session
internal sealed class LeaderPrunerSession(LeaderPruner settings, Objective objective) : IPrunerSession
{
    public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials)
    {
        var step = trial.Reports[^1].Step;
        var leader = trials.Where(t => t.State == TrialState.Completed).MinBy(t => objective.ToLoss(t.Values[0])); // lower is better, whatever the direction
        if (step <= settings.WarmUpSteps || leader is null || BestLoss(leader, step) is not { } ahead || BestLoss(trial, step) is not { } own)
        {
            return null;
        }

        return own - ahead <= settings.Margin ? null : string.Create(CultureInfo.InvariantCulture,
            $"{objective.Metric} up to step {step} is {objective.ToLoss(own):G6}; trial {leader.Number}, the best one, had {objective.ToLoss(ahead):G6} by then.");
    }

    private double? BestLoss(Trial trial, int step) => trial.Reports.Where(r => r.Step <= step).Select(r => (double?)objective.ToLoss(r.Value)).Min();
}
#endregion
