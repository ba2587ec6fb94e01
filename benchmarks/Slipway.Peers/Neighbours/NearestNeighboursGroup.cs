using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Peers.Running;

namespace Slipway.Peers.Neighbours;

/// <summary>
/// The ten nearest of Fashion-MNIST's training images for each test image, by brute force; reading is not timed on either side.
/// </summary>
internal sealed class NearestNeighboursGroup : IBenchmarkGroup
{
    private const int K = 10;
    private const int Width = 784;

    /// <inheritdoc/>
    public string Name => "knn";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup)
    {
        var train = new Lazy<float[]>(() => Images(setup.Data.Fashion("train-images-idx3-ubyte.gz")));
        var test = new Lazy<float[]>(() => Images(setup.Data.Fashion("t10k-images-idx3-ubyte.gz")));
        int[]? ours = null;
        var peers = Path.Combine(setup.Data.Work, "knn-fashion-mnist.bin");
        yield return new Comparison
        {
            Work = $"k-NN fashion-mnist, 10000 rows against 60000 x {Width}, k {K}, exact",
            Unit = "s",
            Goal = "at least 3 times as fast, the same neighbours",
            GoalMet = result => result.EqualQuality == true && result.Ratio >= 3,
            Quality = new QualityRule("the same neighbours, except equally near ones", (slipway, peer) => slipway == peer),
            Slipway = Contender.Slipway(() =>
            {
                var (value, found) = Find(train.Value, test.Value);
                ours = found;
                return new Measurement(value, 1);
            }),
            Peer = setup.Python.Contender(
                "scikit-learn NearestNeighbors (brute)", "sklearn", "neighbours.neighbours",
                () => new JsonObject
                {
                    ["train"] = setup.Data.Fashion("train-images-idx3-ubyte.gz"),
                    ["test"] = setup.Data.Fashion("t10k-images-idx3-ubyte.gz"),
                    ["k"] = K,
                    ["output"] = peers,
                },
                reply =>
                {
                    var theirs = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(peers)).ToArray();
                    reply["quality"] = SameNeighbours(ours!, theirs, train.Value, test.Value);
                }),
        };
    }

    private static (double Seconds, int[] Nearest) Find(float[] train, float[] test)
    {
        var rows = test.Length / Width;
        var nearest = new int[rows * K];
        var distances = new double[nearest.Length];
        var start = Stopwatch.GetTimestamp();
        new NeighborIndex(train, Width, NeighborMetric.Euclidean).Find(FeatureBlock.Dense(test, rows, Width), K, nearest, distances);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, nearest);
    }

    /// <summary>Share of the neighbours that are the same rows, or rows at exactly the same distance (pixels are whole numbers).</summary>
    private static double SameNeighbours(int[] ours, int[] theirs, float[] train, float[] test)
    {
        var same = 0;
        for (var i = 0; i < ours.Length; i++)
        {
            same += ours[i] == theirs[i] || Distance(i / K, ours[i]) == Distance(i / K, theirs[i]) ? 1 : 0;
        }

        return (double)same / ours.Length;

        double Distance(int query, int row)
        {
            var sum = 0.0;
            for (var j = 0; j < Width; j++)
            {
                var difference = (double)test[(query * Width) + j] - train[(row * Width) + j];
                sum += difference * difference;
            }

            return sum;
        }
    }

    private static float[] Images(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return Array.ConvertAll(content.ToArray()[16..], b => (float)b);
    }
}
