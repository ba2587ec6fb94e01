using System.Globalization;
using Slipway.Peers.Running;
using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>Mean regrets beside Optuna's TPE: one row a sampler, function and budget, and the share of functions won.</summary>
internal sealed class RegretComparisons(BenchmarkSetup setup)
{
    private const int Seeds = 30;
    private const double Significance = 0.05;

    private static readonly int[] Budgets = [50, 100];
    private readonly RegretTable _table = new(setup, Seeds, Budgets);

    public IEnumerable<Comparison> Rows()
    {
        foreach (var box in BlackBoxes.All)
        {
            foreach (var budget in Budgets)
            {
                yield return Row("GP", Sampler.Bayesian(), box, budget, "mean regret not above Optuna TPE's", r => r.Ratio >= 1);
                yield return Row(
                    "TPE", Sampler.Tpe(), box, budget, "not worse than Optuna TPE by more than noise (one-sided Mann-Whitney p of 0.05)",
                    _ => NotWorse("TPE", Sampler.Tpe(), box, budget));
            }
        }

        foreach (var budget in Budgets)
        {
            yield return Share(budget);
        }
    }

    private Comparison Row(string name, ISampler sampler, BlackBox box, int budget, string goal, Func<ComparisonResult, bool> met) => new()
    {
        Work = $"{name} on {box.Name}, {budget} trials",
        Unit = "mean regret",
        Goal = goal,
        GoalMet = met,
        WarmUps = 0,
        Repetitions = 1,
        Slipway = Contender.Slipway(ct => Task.Run(() => Measure(_table.Slipway(name, sampler, box, ct)[budget], ""), ct)),
        Peer = new Contender("Optuna TPE", () => _table.OptunaVersion, async ct =>
        {
            var peer = (await _table.OptunaAsync(box, ct))[budget];
            var p = MannWhitney.ProbabilityOfLarger(_table.Slipway(name, sampler, box, ct)[budget], peer);
            return Measure(peer, string.Create(CultureInfo.InvariantCulture, $", p that {name} is worse only by chance {p:0.####}"));
        }),
    };

    private bool NotWorse(string name, ISampler sampler, BlackBox box, int budget) =>
        MannWhitney.ProbabilityOfLarger(
            _table.Slipway(name, sampler, box, CancellationToken.None)[budget],
            _table.OptunaAsync(box, CancellationToken.None).GetAwaiter().GetResult()[budget]) >= Significance;

    private Comparison Share(int budget) => new()
    {
        Work = $"share of the {BlackBoxes.All.Count} functions on which GP's mean regret is below Optuna TPE's, {budget} trials",
        Unit = "share",
        Better = Better.Higher,
        Goal = "at least 0.7",
        GoalMet = r => r.Slipway!.Value >= 0.7,
        WarmUps = 0,
        Repetitions = 1,
        Slipway = Contender.Slipway(async ct =>
        {
            var won = new List<string>();
            foreach (var box in BlackBoxes.All)
            {
                var peer = (await _table.OptunaAsync(box, ct))[budget];
                if (_table.Slipway("GP", Sampler.Bayesian(), box, ct)[budget].Average() < peer.Average())
                {
                    won.Add(box.Name);
                }
            }

            return new Measurement(won.Count / (double)BlackBoxes.All.Count, null, $"won: {string.Join(", ", won)}");
        }),
    };

    private static Measurement Measure(double[] regrets, string note) => new(
        regrets.Average(), null,
        string.Create(CultureInfo.InvariantCulture, $"median {regrets.Order().ElementAt(regrets.Length / 2):0.#####}, {regrets.Length} seeds{note}"));
}
