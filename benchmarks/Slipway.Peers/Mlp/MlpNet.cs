using System.Runtime.InteropServices;
using Slipway.Peers.DataSets;

namespace Slipway.Peers.Mlp;

/// <summary>
/// A net with its data: what Slipway and the peers train from the same initial weights on the same batches in the same order.
/// Rectified linear units, softmax cross-entropy, Adam with its usual constants, no weight decay.
/// </summary>
internal sealed class MlpNet
{
    /// <summary>Learning rate of all sides.</summary>
    public const double LearningRate = 1e-3;

    /// <summary>Seed of the initial weights.</summary>
    public const ulong Seed = 1;

    /// <summary>Steps before the timed ones; the last one's loss is the quality, so that both sides are seen to compute the same.</summary>
    public const int VerifiedSteps = 25;

    private readonly Lazy<ImageRows> _rows;

    /// <summary>Describes the net; the data are read when they are first used.</summary>
    /// <param name="name">Widths, e.g. <c>64-64-32-10</c>.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="rows">Reads the data.</param>
    public MlpNet(string name, int batch, Func<ImageRows> rows)
    {
        Name = name;
        Batch = batch;
        Widths = Array.ConvertAll(name.Split('-'), int.Parse);
        _rows = new Lazy<ImageRows>(rows);
    }

    /// <summary>Widths, e.g. <c>64-64-32-10</c>.</summary>
    public string Name { get; }

    /// <summary>Width of each layer, the input's first.</summary>
    public int[] Widths { get; }

    /// <summary>Rows of a batch.</summary>
    public int Batch { get; }

    /// <summary>Different batches; step s trains on batch s mod this.</summary>
    public int Batches => _rows.Value.Labels.Length / Batch;

    /// <summary>Floating-point operations of a step's matrix products: forward, and backward to weights and to inputs but the first layer's.</summary>
    public double Flops
    {
        get
        {
            var connections = 0.0;
            for (var l = 1; l < Widths.Length; l++)
            {
                connections += (l == 1 ? 2.0 : 3.0) * Widths[l - 1] * Widths[l];
            }

            return 2 * Batch * connections;
        }
    }

    /// <summary>Rows of a batch, <c>[Batch x inputs]</c>.</summary>
    public ReadOnlySpan<float> Rows(int batch) => _rows.Value.Values.AsSpan(batch * Batch * Widths[0], Batch * Widths[0]);

    /// <summary>Classes of a batch.</summary>
    public ReadOnlySpan<int> Labels(int batch) => _rows.Value.Labels.AsSpan(batch * Batch, Batch);

    /// <summary>A new network with the initial weights.</summary>
    public MlpNetwork CreateNetwork() => MlpNetwork.Create(Widths, MlpActivation.Relu, Seed);

    /// <summary>Writes what a peer in another process starts from: rows, labels, then weights <c>[inputs x outputs]</c> and biases by layer.</summary>
    /// <param name="folder">Where; files of the same name are replaced.</param>
    /// <returns>Path of the file of little-endian float32.</returns>
    public string Export(string folder)
    {
        var network = CreateNetwork();
        var values = new List<float>();
        values.AddRange(_rows.Value.Values.AsSpan(0, Batches * Batch * Widths[0]));
        values.AddRange(_rows.Value.Labels.Take(Batches * Batch).Select(label => (float)label));
        for (var l = 0; l < network.Layers; l++)
        {
            values.AddRange(network.Weights(l));
            values.AddRange(network.Biases(l));
        }

        var path = Path.Combine(folder, $"mlp-{Name}.bin");
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)));
        return path;
    }
}
