using System.Globalization;

namespace Slipway.TestProcess;

/// <summary>Trains one job, or runs a search over jobs, on the rows of a CSV file.</summary>
internal static class Training
{
    /// <summary>With the algorithm <c>tune</c>, the job is the name of a search whose journal lies in the output folder.</summary>
    public static async Task<int> RunAsync(
        string output, string job, string csv, string label, string algorithm, string threadCount, string[] memoryBudget)
    {
        var channel = DataChannel.FromCsv(csv).WithLabel(label);
        var (train, validation) = channel.Split(0.8, seed: 1);
        var threads = int.Parse(threadCount, CultureInfo.InvariantCulture);
        long? budget = memoryBudget is [var bytes] ? long.Parse(bytes, CultureInfo.InvariantCulture) : null;
        if (algorithm == "tune")
        {
            return await TuneAsync(output, job, threads, train, validation);
        }

        using var model = algorithm switch
        {
            "pipe" => await FitAsync(Estimator.For(Recipes.Mlp with { EarlyStopping = null }), channel.WithInputMode(InputMode.Pipe), null),
            "mlp" => await FitAsync(Estimator.For(Recipes.Mlp), train, validation),
            _ => await FitAsync(Estimator.For(Recipes.Linear), budget is null ? train : channel, budget is null ? validation : null),
        };
        Console.WriteLine(model.Digest);
        return 0;

        Task<TrainedModel> FitAsync<TAlgorithm>(Estimator<TAlgorithm> estimator, DataChannel rows, DataChannel? validate) where TAlgorithm : Algorithm
        {
            estimator = estimator.WithOutput(output).WithJobName(job).WithSeed(7).WithMaxThreads(threads).WithCheckpoints(TimeSpan.Zero);
            return (budget is { } limit ? estimator.WithMemoryBudget(limit).WithCheckpoints(null) : estimator).FitAsync(rows, validate);
        }
    }

    private static async Task<int> TuneAsync(string output, string name, int threads, DataChannel train, DataChannel validation)
    {
        var tuned = await Recipes.Tuner(output, name, threads).TuneAsync(train, validation);
        foreach (var trial in tuned.Trials)
        {
            Console.WriteLine($"{trial.Number} {trial.State} {string.Join(' ', trial.Point)} {string.Join(' ', trial.Values)} {string.Join(' ', trial.Reports)}");
        }

        using var best = await tuned.LoadBestModelAsync();
        Console.WriteLine(best.Digest);
        return 0;
    }
}
