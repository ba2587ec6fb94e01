using System.Globalization;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;
using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>
/// Epochs that a pruned search of <see cref="MlpClassifier"/> on the 8 x 8 digits runs, beside a full search of 40 trials with the same sampler and seeds:
/// what a pruner saves goes partly into further trials. Through <see cref="HyperparameterTuner"/> with real training jobs. The accuracy is the best trial's on a fifth of the training file.
/// </summary>
internal static class PruningComparisons
{
    private const int Trials = 40;
    private const int Epochs = 27;
    private const int Seeds = 5;

    public static IEnumerable<Comparison> Rows(BenchmarkSetup setup)
    {
        yield return Row(setup, "successive halving", Pruner.SuccessiveHalving(reductionFactor: 3), 70);
        yield return Row(setup, "hyperband", Pruner.Hyperband(maxResource: Epochs), 34);
    }

    private static Comparison Row(BenchmarkSetup setup, string name, IPruner pruner, int trials) => new()
    {
        Work = $"{name}, perceptron on digits, {trials} trials of up to {Epochs} epochs",
        Unit = "epochs",
        Goal = "at most a third of the full search's epochs, accuracy within 0.2 points",
        GoalMet = r => r.EqualQuality == true && r.Ratio >= 3,
        Quality = QualityRule.NotWorseBy(0.2),
        WarmUps = 0,
        Repetitions = 1,
        Slipway = Contender.Slipway(ct => SearchAsync(setup, pruner, trials, ct)),
        Peer = Contender.Slipway(ct => SearchAsync(setup, Pruner.None(), Trials, ct)) with { Name = $"Slipway, {Trials} trials in full" },
    };

    private static async Task<Measurement> SearchAsync(BenchmarkSetup setup, IPruner pruner, int trials, CancellationToken cancellationToken)
    {
        var files = PreparedTables.Digits(setup.Data);
        var train = DataChannel.FromCsv(files.Train).WithLabel(files.Label);
        var validation = DataChannel.FromCsv(files.Test).WithLabel(files.Label);
        double epochs = 0;
        var bests = new List<double>();
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var folder = Directory.CreateTempSubdirectory("slipway-peers-").FullName;
            try
            {
                var estimator = Estimator.For(new MlpClassifier { Epochs = Epochs }).WithOutput(folder).WithMaxThreads(setup.Threads).WithSeed(seed);
                var result = await HyperparameterTuner.For(estimator)
                    .Vary(a => a.LearningRate, ParameterRange.Log(1e-4, 1e-1))
                    .Vary(a => a.HiddenLayers, ParameterRange.Choice<int[]>([16], [32], [64], [128], [64, 32]))
                    .Vary(a => a.BatchSize, ParameterRange.Log(16, 256))
                    .Vary(a => a.Dropout, ParameterRange.Linear(0.0, 0.6))
                    .Maximize("validation:accuracy").WithSampler(Sampler.Random()).WithPruner(pruner).WithMaxTrials(trials).WithSeed(seed)
                    .WithName("pruning").WithMaxConsecutiveFailures(trials).TuneAsync(train, validation, cancellationToken: cancellationToken);
                epochs += result.Trials.Sum(t => t.Reports.Count);
                bests.Add(result.Best.Values[0]);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return new Measurement(
            epochs / Seeds, bests.Average(),
            string.Create(CultureInfo.InvariantCulture, $"mean of {Seeds} searches, best accuracies from {bests.Min():0.####} to {bests.Max():0.####}"));
    }
}
