using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>Seconds from opening the training file to the trained model; the accuracy on the test file is measured after that.</summary>
internal static class FileToModel
{
    /// <summary>Slipway's side: the whole job, with its directory and its saved artifact.</summary>
    /// <typeparam name="TAlgorithm">The algorithm.</typeparam>
    /// <param name="algorithm">The recipe.</param>
    /// <param name="set">What it trains on.</param>
    /// <param name="setup">Threads.</param>
    public static Contender Slipway<TAlgorithm>(TAlgorithm algorithm, TrainingSet set, BenchmarkSetup setup) where TAlgorithm : Algorithm =>
        Contender.Slipway(async cancellationToken =>
        {
            var (train, test) = (set.Open(true), set.Open(false));
            var output = Directory.CreateTempSubdirectory("slipway-peers-job-").FullName;
            try
            {
                var start = Stopwatch.GetTimestamp();
                using var model = await Estimator.For(algorithm).WithOutput(output).WithSeed(1).WithMaxThreads(setup.Threads)
                    .FitAsync(train, cancellationToken: cancellationToken);
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                var rows = model.Lineage.TrainingRows;
                if (rows != set.TrainRows)
                {
                    throw new InvalidOperationException($"{set.Name}: trained on {rows} rows, expected {set.TrainRows}.");
                }

                var report = await model.EvaluateAsync(test, cancellationToken: cancellationToken);
                return new Measurement(seconds, report.Metrics["accuracy"], $"rows {rows}, features {model.Features!.FeatureCount}");
            }
            finally
            {
                Directory.Delete(output, recursive: true);
            }
        });

    /// <summary>scikit-learn's side.</summary>
    /// <param name="name">Estimator, for the report.</param>
    /// <param name="op">Function of <c>peers/foundation.py</c>.</param>
    /// <param name="set">What it trains on.</param>
    /// <param name="setup">The Python peer.</param>
    /// <param name="settings">Further arguments of the function.</param>
    public static Contender ScikitLearn(string name, string op, TrainingSet set, BenchmarkSetup setup, Func<JsonObject> settings) =>
        setup.Python.Contender(
            $"scikit-learn {name}",
            "sklearn",
            op,
            () =>
            {
                var arguments = settings();
                arguments["kind"] = set.PythonReader;
                arguments["train"] = set.Python(true);
                arguments["test"] = set.Python(false);
                return arguments;
            },
            reply =>
            {
                if ((int)reply["rows"]! != set.TrainRows)
                {
                    throw new InvalidOperationException($"{set.Name}: trained on {reply["rows"]} rows, expected {set.TrainRows}.");
                }
            });
}
