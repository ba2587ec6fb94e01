using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>ML.NET's TextLoader: a CSV of numbers read as one float vector a row through a cursor over all columns.</summary>
internal static class MLNetTextLoader
{
    /// <summary>Name for the report.</summary>
    public const string Name = "ML.NET TextLoader";

    /// <summary>Version of the package.</summary>
    public static string Version() => Contender.PackageVersion(typeof(TextLoader));

    /// <summary>Reads the whole file once.</summary>
    /// <param name="csv">The file.</param>
    /// <param name="threads">1 reads on the calling thread; more lets the loader parse on its own threads.</param>
    /// <returns>MB (10^6 bytes) per second; the quality is the sum of all features.</returns>
    public static Measurement Read(NumericCsv csv, int threads)
    {
        var context = new MLContext(seed: 1);
        var loader = context.Data.CreateTextLoader(new TextLoader.Options
        {
            Separators = [','],
            HasHeader = true,
            UseThreads = threads > 1,
            Columns =
            [
                new TextLoader.Column("Features", DataKind.Single, 0, csv.Columns - 2),
                new TextLoader.Column("Label", DataKind.Single, csv.Columns - 1),
            ],
        });
        var start = Stopwatch.GetTimestamp();
        var view = loader.Load(csv.Path);
        var rows = 0L;
        var sum = 0.0;
        using (var cursor = view.GetRowCursor(view.Schema))
        {
            var getFeatures = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
            var getLabel = cursor.GetGetter<float>(view.Schema["Label"]);
            var features = default(VBuffer<float>);
            var label = 0f;
            while (cursor.MoveNext())
            {
                getFeatures(ref features);
                getLabel(ref label);
                sum += Sums.Of(features.GetValues());
                rows++;
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return Sums.Verified(csv, rows, sum, seconds);
    }
}
