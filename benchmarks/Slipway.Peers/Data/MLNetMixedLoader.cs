using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Slipway.Peers.Running;

namespace Slipway.Peers.Data;

/// <summary>ML.NET's TextLoader on a CSV of numbers and text: a cursor over all columns, each row's values added up.</summary>
internal static class MLNetMixedLoader
{
    /// <summary>Version of the package.</summary>
    public static string Version() => Contender.PackageVersion(typeof(TextLoader));

    /// <summary>Reads the whole file once, on one thread.</summary>
    /// <param name="csv">The file.</param>
    public static Measurement Read(RepeatedAdult csv)
    {
        var context = new MLContext(seed: 1);
        string[] names = File.ReadLines(csv.Path).First().Split(',');
        var loader = context.Data.CreateTextLoader(new TextLoader.Options
        {
            Separators = [','],
            HasHeader = true,
            UseThreads = false,
            Columns = [.. names.Select((name, i) => new TextLoader.Column(name, RepeatedAdult.Numbers.Contains(name) ? DataKind.Double : DataKind.String, i))],
        });
        var start = Stopwatch.GetTimestamp();
        var view = loader.Load(csv.Path);
        var (rows, sum) = (0L, 0.0);
        using (var cursor = view.GetRowCursor(view.Schema))
        {
            ValueGetter<double>[] numbers = [.. RepeatedAdult.Numbers.Select(n => cursor.GetGetter<double>(view.Schema[n]))];
            ValueGetter<ReadOnlyMemory<char>>[] texts = [.. RepeatedAdult.Texts.Select(n => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema[n]))];
            var number = 0.0;
            var text = default(ReadOnlyMemory<char>);
            while (cursor.MoveNext())
            {
                foreach (var get in numbers)
                {
                    get(ref number);
                    sum += number;
                }

                foreach (var get in texts)
                {
                    // Adult is ASCII: characters are bytes.
                    get(ref text);
                    sum += text.Length;
                }

                rows++;
            }
        }

        return csv.Verified(rows, sum, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
