using System.Globalization;
using Slipway.Data;

namespace Slipway.TestProcess;

/// <summary>What the process does, by its first argument.</summary>
internal static class Commands
{
    public static int Usage()
    {
        Console.Error.WriteLine("usage: <output> <job> <csv> <label> <mlp|linear|pipe|tune> <threads> [memory budget]");
        return 2;
    }

    /// <summary>Goes on with a search until it has so many trials; the journal lies in a folder, or in a store that a folder stands for.</summary>
    public static int Search(string journal, string trials, string[] store)
    {
        var services = store is [var folder] ? SlipwayServices.Default.AddStore(new FolderObjectStore(folder)) : SlipwayServices.Default;
        using var search = SequentialSearch.Open(journal, flushToDisk: true, services: services);
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

    /// <summary>Trains a job that lives in a store, and writes the model's digest.</summary>
    public static async Task<int> StoredAsync(string store, string scratch, string name, string rows, string label)
    {
        var estimator = Recipes.Stored(SlipwayServices.Default.AddStore(new FolderObjectStore(store)), scratch, name);
        using var trained = await estimator.FitAsync(DataChannel.FromCsv(rows).WithLabel(label));
        Console.WriteLine(trained.Digest);
        return 0;
    }

    /// <summary>Learns from so many rows of a stream.</summary>
    public static async Task<int> StreamAsync(string output, string name, string algorithm, string rows)
    {
        Console.WriteLine(await StreamRecipe.RunAsync(output, name, algorithm, long.Parse(rows, CultureInfo.InvariantCulture)));
        return 0;
    }

    /// <summary>Dies, when a test kills it, between making a temporary file and removing its name.</summary>
    public static int Hold(string file)
    {
        using var open = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Console.WriteLine("open");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    /// <summary>
    /// Reads all rows of <c>remote://bucket/</c> through a cache; with a number of bytes it stops for good after so many of each download, for a test to
    /// kill it.
    /// </summary>
    public static async Task<int> DownloadAsync(string cache, string source, string[] pause)
    {
        var store = new FolderStore(source)
        {
            Pause = pause is [var after] ? (long.Parse(after, CultureInfo.InvariantCulture), () => Thread.Sleep(Timeout.Infinite)) : null,
        };
        var services = SlipwayServices.Default.AddStore(store).WithDataCache(new DataCacheOptions { Folder = cache });
        Console.WriteLine(await DataChannel.FromCsv("remote://bucket/").WithInputMode(InputMode.File).CountRowsAsync(services));
        return 0;
    }

    /// <summary>Writes an object without end.</summary>
    public static async Task<int> UploadAsync(string endpoint, string accessKey, string secretKey, string target)
    {
        var options = new S3Options { ServiceUrl = new Uri(endpoint), AccessKey = accessKey, SecretKey = secretKey, PartSize = 5 << 20 };
        await EndlessUpload.RunAsync(options, new Uri(target));
        return 0;
    }
}
