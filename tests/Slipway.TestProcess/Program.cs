// A process of its own for tests that kill it or limit it. Usage: <output> <job> <csv> <label> <algorithm> <threads> [memory budget in bytes]
// "upload" <endpoint> <access key> <secret key> <s3 uri> writes an object without end.
// With the algorithm "tune", <job> is the name of a search whose journal lies in the output folder.
using System.Globalization;
using Slipway;
using Slipway.TestProcess;

if (args is ["search", var journal, var trials])
{
    using var search = SequentialSearch.Open(journal, flushToDisk: true);
    try
    {
        SequentialSearch.Run(search, int.Parse(trials, CultureInfo.InvariantCulture));
        return 0;
    }
    catch (TuningJournalException e)
    {
        Console.Error.WriteLine(e.Message);
        Console.Out.Write(string.Concat(search.Trials.Where(t => t.Ended is not null).Select(t => SequentialSearch.Describe(t) + "\0")));
        return 3;
    }
}

if (args is ["upload", var endpoint, var accessKey, var secretKey, var target])
{
    await EndlessUpload.RunAsync(new S3Options { ServiceUrl = new Uri(endpoint), AccessKey = accessKey, SecretKey = secretKey, PartSize = 5 << 20 }, new Uri(target));
    return 0;
}

if (args.Length < 6)
{
    Console.Error.WriteLine("usage: <output> <job> <csv> <label> <mlp|linear|tune> <threads> [memory budget]");
    return 2;
}

var channel = DataChannel.FromCsv(args[2]).WithLabel(args[3]);
var (train, validation) = channel.Split(0.8, seed: 1);
var threads = int.Parse(args[5], CultureInfo.InvariantCulture);
long? budget = args.Length > 6 ? long.Parse(args[6], CultureInfo.InvariantCulture) : null;
if (args[4] == "tune")
{
    var tuned = await Recipes.Tuner(args[0], args[1], threads).TuneAsync(train, validation);
    foreach (var trial in tuned.Trials)
    {
        Console.WriteLine($"{trial.Number} {trial.State} {string.Join(' ', trial.Point)} {string.Join(' ', trial.Values)} {string.Join(' ', trial.Reports)}");
    }

    using var best = await tuned.LoadBestModelAsync();
    Console.WriteLine(best.Digest);
    return 0;
}

using var model = args[4] == "mlp"
    ? await Fit(Estimator.For(Recipes.Mlp), train, validation)
    : await Fit(Estimator.For(Recipes.Linear), budget is null ? train : channel, budget is null ? validation : null);
Console.WriteLine(model.Digest);
return 0;

Task<TrainedModel> Fit<TAlgorithm>(Estimator<TAlgorithm> estimator, DataChannel rows, DataChannel? validate) where TAlgorithm : Algorithm
{
    estimator = estimator.WithOutput(args[0]).WithJobName(args[1]).WithSeed(7).WithMaxThreads(threads).WithCheckpoints(TimeSpan.Zero);
    return (budget is { } bytes ? estimator.WithMemoryBudget(bytes).WithCheckpoints(null) : estimator).FitAsync(rows, validate);
}
