// A process of its own for tests that kill it or limit it. Usage: <output> <job> <csv> <label> <algorithm> <threads> [memory budget in bytes]
// "upload" <endpoint> <access key> <secret key> <s3 uri> writes an object without end.
// With the algorithm "tune", <job> is the name of a search whose journal lies in the output folder.
using System.Globalization;
using Slipway;
using Slipway.TestProcess;

if (args is ["search", var journal, var trials, ..])
{
    var stores = args.Length > 3 ? SlipwayServices.Default.AddStore(new FolderObjectStore(args[3])) : SlipwayServices.Default;
    using var search = SequentialSearch.Open(journal, flushToDisk: true, services: stores);
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

if (args is ["stored", var store, var scratch, var name, var rows, var label])
{
    var stored = Recipes.Stored(SlipwayServices.Default.AddStore(new FolderObjectStore(store)), scratch, name);
    using var trained = await stored.FitAsync(DataChannel.FromCsv(rows).WithLabel(label));
    Console.WriteLine(trained.Digest);
    return 0;
}

if (args is ["stream", var streams, var name, var algorithm, var rows])
{
    Console.WriteLine(await StreamRecipe.RunAsync(streams, name, algorithm, long.Parse(rows, CultureInfo.InvariantCulture)));
    return 0;
}

if (args is ["hold", var held])
{
    // Dies, when a test kills it, between making a temporary file and removing its name.
    using var open = new FileStream(held, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    Console.WriteLine("open");
    Thread.Sleep(Timeout.Infinite);
}

if (args is ["download", var cache, var source, .. var pauses])
{
    // Reads all rows of remote://bucket/ through a cache; with a third argument it stops for good in the middle of each download, for a test to kill it.
    var store = new FolderStore(source)
    {
        Pause = pauses is [var after] ? (long.Parse(after, CultureInfo.InvariantCulture), () => Thread.Sleep(Timeout.Infinite)) : null,
    };
    var services = SlipwayServices.Default.AddStore(store).WithDataCache(new Slipway.Data.DataCacheOptions { Folder = cache });
    Console.WriteLine(await DataChannel.FromCsv("remote://bucket/").WithInputMode(InputMode.File).CountRowsAsync(services));
    return 0;
}

if (args is ["upload", var endpoint, var accessKey, var secretKey, var target])
{
    await EndlessUpload.RunAsync(new S3Options { ServiceUrl = new Uri(endpoint), AccessKey = accessKey, SecretKey = secretKey, PartSize = 5 << 20 }, new Uri(target));
    return 0;
}

if (args.Length < 6)
{
    Console.Error.WriteLine("usage: <output> <job> <csv> <label> <mlp|linear|pipe|tune> <threads> [memory budget]");
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

using var model = args[4] == "pipe"
    ? await Fit(Estimator.For(Recipes.Mlp with { EarlyStopping = null }), channel.WithInputMode(InputMode.Pipe), null)
    : args[4] == "mlp"
    ? await Fit(Estimator.For(Recipes.Mlp), train, validation)
    : await Fit(Estimator.For(Recipes.Linear), budget is null ? train : channel, budget is null ? validation : null);
Console.WriteLine(model.Digest);
return 0;

Task<TrainedModel> Fit<TAlgorithm>(Estimator<TAlgorithm> estimator, DataChannel rows, DataChannel? validate) where TAlgorithm : Algorithm
{
    estimator = estimator.WithOutput(args[0]).WithJobName(args[1]).WithSeed(7).WithMaxThreads(threads).WithCheckpoints(TimeSpan.Zero);
    return (budget is { } bytes ? estimator.WithMemoryBudget(bytes).WithCheckpoints(null) : estimator).FitAsync(rows, validate);
}
