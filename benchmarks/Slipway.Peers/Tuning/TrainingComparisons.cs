using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Peers.Running;
using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>The best accuracy after 30 trials of a real training; Optuna proposes from its own process and the same code trains here.</summary>
internal static class TrainingComparisons
{
    private const int Trials = 30;
    private const int Seeds = 5;
    private const double Tolerance = 0.001;

    public static IEnumerable<Comparison> Rows(BenchmarkSetup setup)
    {
        yield return Row(setup, TunedTraining.Perceptron(setup.Data));
        yield return Row(setup, TunedTraining.Boosting(setup.Data));
    }

    private static Comparison Row(BenchmarkSetup setup, TunedTraining training)
    {
        JsonObject arguments = [];
        ParameterPoint? proposed = null;
        var optuna = setup.Python.Contender(
            "Optuna TPE", "optuna", "tuner.propose", () => (JsonObject)arguments.DeepClone(), reply => proposed = SpaceJson.Point(reply["point"]!));
        return new Comparison
        {
            Work = $"{training.Name}, {Trials} trials",
            Unit = "accuracy",
            Better = Better.Higher,
            Goal = "accuracy not below Optuna's by more than 0.1 points",
            GoalMet = r => r.Slipway!.Value >= r.Peer!.Value - Tolerance,
            WarmUps = 0,
            Repetitions = 1,
            Slipway = Contender.Slipway(ct => Task.Run(() => Summary(Enumerable.Range(0, Seeds).Select(seed => Search(training, seed, setup.Threads, ct))), ct)),
            Peer = new Contender("Optuna TPE", optuna.Version, async ct =>
            {
                var bests = new List<double>();
                for (var seed = 0; seed < Seeds; seed++)
                {
                    var best = 0.0;
                    JsonNode? tell = null;
                    for (var trial = 0; trial < Trials; trial++)
                    {
                        arguments = new JsonObject
                        {
                            ["study"] = $"{training.Name} {seed}",
                            ["space"] = SpaceJson.Space(training.Space),
                            ["seed"] = seed,
                            ["tell"] = tell,
                        };
                        await optuna.Run(ct);
                        var accuracy = training.Accuracy(proposed!, setup.Threads);
                        best = double.IsNaN(accuracy) ? best : Math.Max(best, accuracy);
                        tell = double.IsNaN(accuracy) ? "failed" : accuracy;
                    }

                    bests.Add(best);
                }

                return Summary(bests);
            }),
        };
    }

    private static double Search(TunedTraining training, int seed, int threads, CancellationToken cancellationToken)
    {
        var search = new SearchDefinition(training.Space, [new Objective("validation:accuracy", MetricDirection.Maximize)], (ulong)seed);
        var session = Sampler.Bayesian().Open(search);
        var trials = new List<Trial>();
        for (var number = 0; number < Trials; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var point = session.Propose(number, trials)!;
            var accuracy = training.Accuracy(point, threads);
            var trial = new Trial { Number = number, Point = point };
            trials.Add(double.IsNaN(accuracy)
                ? trial with { State = TrialState.Failed }
                : trial with { State = TrialState.Completed, Values = [accuracy] });
        }

        return trials.Where(t => t.State == TrialState.Completed).Max(t => t.Values[0]);
    }

    private static Measurement Summary(IEnumerable<double> bests)
    {
        var all = bests.ToList();
        return new Measurement(
            all.Average(), null, string.Create(CultureInfo.InvariantCulture, $"mean of {all.Count} searches, from {all.Min():0.####} to {all.Max():0.####}"));
    }
}
