using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Kernels;
using Slipway.Peers.Running;

namespace Slipway.Peers.Neighbours;

/// <summary>
/// Lloyd's algorithm from the same start centres, for the same number of iterations; reading is not timed on either side.
/// </summary>
internal sealed class KMeansGroup : IBenchmarkGroup
{
    private const int Rows = 20_000;
    private const int Width = 50;
    private const int K = 50;
    private const int Iterations = 100;

    /// <inheritdoc/>
    public string Name => "kmeans";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup) =>
    [
        Row(setup, "noise", spread: 0f),
        Row(setup, "clusters", spread: 1f),
    ];

    private static Comparison Row(BenchmarkSetup setup, string name, float spread)
    {
        var values = Clusters(spread);
        // Random rows: the first K of rows that are in random order.
        var centers = values[..(K * Width)];
        return new Comparison
        {
            Work = $"k-means {Rows} x {Width} {name}, k {K}, at most {Iterations} iterations, same start",
            Unit = "s",
            Goal = "at least 3 times as fast, inertia equal to 1e-5",
            GoalMet = result => result.EqualQuality == true && result.Ratio >= 3,
            Quality = QualityRule.SameValue(1e-5),
            Repetitions = 5,
            Slipway = Contender.Slipway(() => Train(values, centers, setup.Threads)),
            Peer = setup.Python.Contender("scikit-learn KMeans (lloyd)", "sklearn", "neighbours.kmeans", () => new JsonObject
            {
                ["rows"] = Write(setup, $"kmeans-{name}-rows.bin", values),
                ["centers"] = Write(setup, $"kmeans-{name}-centers.bin", centers),
                ["width"] = Width,
                ["iterations"] = Iterations,
            }),
        };
    }

    private static Measurement Train(float[] values, float[] centers, int threads)
    {
        using var matrix = FeatureMatrix.FromDense(values, Rows, Width);
        var algorithm = new KMeans
        {
            K = K,
            StartCenters = [.. centers.Chunk(Width).Select(c => Array.ConvertAll(c, v => (double)v))],
            MaxIterations = Iterations,
            Tolerance = 0,
        };
        var iterations = 0;
        var inertia = 0.0;
        var context = TrainingContext.Create(algorithm.Describe(), matrix, maxThreads: threads, onMetric: metric =>
        {
            iterations = Math.Max(iterations, metric.Epoch);
            inertia = metric.Name == "train:ssd" ? metric.Value : inertia;
        });
        var start = Stopwatch.GetTimestamp();
        using var model = algorithm.Train(context);
        return new Measurement(Stopwatch.GetElapsedTime(start).TotalSeconds, inertia, $"iterations {iterations}");
    }

    /// <summary>K normal clusters with normal centres; row i belongs to a random one.</summary>
    private static float[] Clusters(float spread)
    {
        var centers = new float[K * Width];
        var values = new float[Rows * Width];
        CounterRandom.FillNormal(1, 1, 0, centers, deviation: spread);
        CounterRandom.FillNormal(1, 2, 0, values);
        for (var i = 0; i < Rows; i++)
        {
            var cluster = (int)(CounterRandom.UInt32(1, 3, (ulong)i) % K);
            for (var j = 0; j < Width; j++)
            {
                values[(i * Width) + j] += centers[(cluster * Width) + j];
            }
        }

        return values;
    }

    private static string Write(BenchmarkSetup setup, string name, float[] values)
    {
        var path = Path.Combine(setup.Data.Work, name);
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(values.AsSpan()));
        return path;
    }
}
