using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// Fully connected layers. All parameters are one array, weights of every layer first and then every bias, so that an optimizer's step is one
/// pass, and weight decay is one pass over the front part. Layer <c>l</c> maps <c>Widths[l]</c> inputs to <c>Widths[l + 1]</c> outputs; its
/// weights are <c>[inputs x outputs]</c> row-major.
/// </summary>
internal sealed class MlpNetwork
{
    private readonly int[] _weightOffsets;
    private readonly int[] _biasOffsets;

    public MlpNetwork(int[] widths, MlpActivation activation, float[]? parameters = null)
    {
        Widths = widths;
        Activation = activation;
        Layers = widths.Length - 1;
        _weightOffsets = new int[Layers];
        _biasOffsets = new int[Layers];
        var count = 0L;
        for (var l = 0; l < Layers; l++)
        {
            _weightOffsets[l] = (int)count;
            count += (long)widths[l] * widths[l + 1];
            if (count > Array.MaxLength)
            {
                throw new SlipwayException(
                    $"A network of {string.Join(" x ", widths)} has more than {Array.MaxLength} weights. Use fewer hidden units or fewer features.");
            }
        }

        WeightCount = (int)count;
        for (var l = 0; l < Layers; l++)
        {
            _biasOffsets[l] = (int)count;
            count += widths[l + 1];
        }

        Parameters = parameters ?? new float[count];
    }

    public int[] Widths { get; }

    public int Layers { get; }

    public MlpActivation Activation { get; }

    public int WeightCount { get; }

    public float[] Parameters { get; }

    public static MlpNetwork Create(int[] widths, MlpActivation activation, ulong seed)
    {
        var network = new MlpNetwork(widths, activation);
        for (var l = 0; l < network.Layers; l++)
        {
            // He et al. (arXiv:1502.01852) for rectifiers, Glorot and Bengio (AISTATS 2010) otherwise; biases start at zero.
            var hidden = l < network.Layers - 1;
            var bound = hidden && activation != MlpActivation.Tanh
                ? Math.Sqrt(6.0 / widths[l])
                : Math.Sqrt(6.0 / (widths[l] + widths[l + 1]));
            var weights = network.Weights(l);
            CounterRandom.FillUniform(seed, RandomStreams.Weights + (ulong)l, 0, weights, (float)-bound, (float)bound);
        }

        return network;
    }

    public Span<float> Weights(int layer) => WeightsOf(Parameters, layer);

    public Span<float> Biases(int layer) => BiasesOf(Parameters, layer);

    /// <summary>The part of an array that is laid out like <see cref="Parameters"/> which belongs to a layer's weights.</summary>
    public Span<float> WeightsOf(float[] like, int layer) => like.AsSpan(_weightOffsets[layer], Widths[layer] * Widths[layer + 1]);

    /// <summary>The part of an array that is laid out like <see cref="Parameters"/> which belongs to a layer's biases.</summary>
    public Span<float> BiasesOf(float[] like, int layer) => like.AsSpan(_biasOffsets[layer], Widths[layer + 1]);

    /// <summary>Where a layer's biases start in <see cref="Parameters"/>.</summary>
    public int BiasStart(int layer) => _biasOffsets[layer];

    public MlpNetwork Clone() => new(Widths, Activation, [.. Parameters]);

    /// <summary>The first layer, whose input may be sparse.</summary>
    public void Forward(FeatureBlock input, Span<float> output, Activation activation, int maxThreads)
    {
        if (input.IsSparse)
        {
            SparseGemm.Multiply(
                input.Csr(), Widths[1], Weights(0), Widths[1], output, Widths[1], epilogue: new GemmEpilogue(Biases(0), activation),
                maxThreads: maxThreads);
        }
        else
        {
            Forward(0, input.Values, input.Rows, output, activation, maxThreads);
        }
    }

    /// <summary>A layer with dense input <c>[rows x inputs]</c>.</summary>
    public void Forward(int layer, ReadOnlySpan<float> input, int rows, Span<float> output, Activation activation, int maxThreads) => Gemm.Multiply(
        false, false, rows, Widths[layer + 1], Widths[layer], input, Widths[layer], Weights(layer), Widths[layer + 1], output, Widths[layer + 1],
        epilogue: new GemmEpilogue(Biases(layer), activation), maxThreads: maxThreads);

    /// <summary>Makes a single-output network give <c>factor * output + offset</c>.</summary>
    public void ScaleOutput(double factor, double offset)
    {
        foreach (ref var weight in Weights(Layers - 1))
        {
            weight = (float)(weight * factor);
        }

        foreach (ref var bias in Biases(Layers - 1))
        {
            bias = (float)((bias * factor) + offset);
        }
    }

    public Activation HiddenActivation => Activation switch
    {
        MlpActivation.Relu => Kernels.Activation.Relu,
        MlpActivation.Tanh => Kernels.Activation.Tanh,
        _ => Kernels.Activation.Gelu,
    };

    public void Write(ModelWriter writer)
    {
        for (var l = 0; l < Layers; l++)
        {
            writer.Write($"layers.{l}.weight", [Widths[l], Widths[l + 1]], Weights(l));
            writer.Write($"layers.{l}.bias", [Widths[l + 1]], Biases(l));
        }
    }

    public static MlpNetwork Read(ModelReader reader, int[] widths, MlpActivation activation)
    {
        // Every shape is compared before anything is allocated by hyperparameters, which a hostile file may choose.
        var tensors = new (float[] Weights, float[] Biases)[widths.Length - 1];
        for (var l = 0; l < tensors.Length; l++)
        {
            tensors[l] = (reader.ReadSingle($"layers.{l}.weight", widths[l], widths[l + 1]), reader.ReadSingle($"layers.{l}.bias", widths[l + 1]));
        }

        var network = new MlpNetwork(widths, activation);
        for (var l = 0; l < tensors.Length; l++)
        {
            tensors[l].Weights.CopyTo(network.Weights(l));
            tensors[l].Biases.CopyTo(network.Biases(l));
        }

        return network;
    }
}
