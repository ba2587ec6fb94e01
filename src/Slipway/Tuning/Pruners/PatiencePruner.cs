using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Lets another pruner (or itself) give up a trial only after it has not got better for some reports.</summary>
internal sealed record PatiencePruner(int Steps, double MinDelta, IPruner? Inner) : IPruner
{
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"patience(steps={Steps}, mindelta={MinDelta}, inner={Inner?.Description ?? "none"})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (Steps < 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"steps is {Steps}; allowed: at least 0.");
        }

        if (!(MinDelta >= 0 && double.IsFinite(MinDelta)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"minDelta is {MinDelta}; allowed: at least 0.");
        }

        foreach (var problem in Inner?.FindProblems(search) ?? [])
        {
            yield return problem;
        }
    }

    public IPrunerSession Open(SearchDefinition search) => new Session(this, search.Objectives[0], Inner?.Open(search));

    private sealed class Session(PatiencePruner settings, Objective objective, IPrunerSession? inner) : IPrunerSession
    {
        public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials)
        {
            var reports = trial.Reports;
            var recent = settings.Steps + 1;
            if (reports.Count <= recent)
            {
                return null;
            }

            var before = Best(reports, 0, reports.Count - recent);
            var after = Best(reports, reports.Count - recent, reports.Count);
            return !(before + settings.MinDelta < after) ? null : inner is not null ? inner.ShouldPrune(trial, trials) : string.Create(
                CultureInfo.InvariantCulture, $"{objective.Metric} was at best {objective.ToLoss(after):G6} in the last {recent} reports, and " +
                $"{objective.ToLoss(before):G6} before.");
        }

        private double Best(IReadOnlyList<TrialReport> reports, int from, int to)
        {
            var best = double.PositiveInfinity;
            for (var i = from; i < to; i++)
            {
                best = Math.Min(best, objective.ToLoss(reports[i].Value));
            }

            return best;
        }
    }
}
