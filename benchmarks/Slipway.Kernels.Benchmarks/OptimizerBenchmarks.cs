using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary>Parameter updates.</summary>
public class OptimizerBenchmarks : KernelBenchmark
{
    private const float Rate = 1e-3f;

    [Params("adam", "sgd with momentum")]
    public string Kernel { get; set; } = "";

    [Params(1 << 12, 1 << 20)]
    public int Length { get; set; }

    // Adam reads four arrays and writes three; SGD reads three and writes two.
    internal override KernelWork Work => KernelWork.OfBytes(
        (Kernel == "adam" ? 7.0 : 5.0) * sizeof(float) * Length, (Kernel == "adam" ? 4.0 : 3.0) * sizeof(float) * Length);

    internal override string RivalName => Kernel == "adam" ? "TensorPrimitives, ten calls" : "TensorPrimitives.MultiplyAdd, two calls";

    private protected override KernelCase Create()
    {
        float[] start = Normal(Length, 1), gradient = Normal(Length, 2), weights = new float[Length];
        float[] mean = new float[Length], square = new float[Length], scratch = new float[Length], other = new float[Length];
        var adam = new AdamSettings { LearningRate = Rate }.AtStep(10);
        var sgd = new SgdSettings { LearningRate = Rate, Momentum = 0.9f };
        var common = new KernelCase
        {
            Slipway = () => AdamStep.Apply(adam, weights, gradient, mean, square),
            Reference = () => AdamStep.Apply(KernelPath.Scalar, adam, weights, gradient, mean, square),
            Rival = () =>
            {
                TensorPrimitives.Multiply(gradient, 0.1f, scratch);
                TensorPrimitives.MultiplyAdd(mean, 0.9f, scratch, mean);
                TensorPrimitives.Multiply(gradient, gradient, scratch);
                TensorPrimitives.Multiply(scratch, 0.001f, scratch);
                TensorPrimitives.MultiplyAdd(square, 0.999f, scratch, square);
                TensorPrimitives.Sqrt(square, scratch);
                TensorPrimitives.Multiply(scratch, (float)(1 / Math.Sqrt(adam.BiasCorrection2)), scratch);
                TensorPrimitives.Add(scratch, adam.Epsilon, scratch);
                TensorPrimitives.Divide(mean, scratch, other);
                TensorPrimitives.MultiplyAdd(other, -Rate / (float)adam.BiasCorrection1, weights, weights);
            },
            Result = Values(weights),
            Reset = () =>
            {
                start.CopyTo(weights, 0);
                mean.AsSpan().Clear();
                square.AsSpan().Clear();
            },
        };
        return Kernel == "adam" ? common : common with
        {
            Slipway = () => SgdStep.Apply(sgd, weights, gradient, mean),
            Reference = () => SgdStep.Apply(KernelPath.Scalar, sgd, weights, gradient, mean),
            Rival = () =>
            {
                TensorPrimitives.MultiplyAdd(mean, 0.9f, gradient, mean);
                TensorPrimitives.MultiplyAdd(mean, -Rate, weights, weights);
            },
        };
    }
}
