using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary>Element-wise functions, forward.</summary>
public class ActivationBenchmarks : KernelBenchmark
{
    [Params("relu", "tanh", "sigmoid", "gelu", "exp", "log")]
    public string Kernel { get; set; } = "";

    [Params(1 << 10, 1 << 20)]
    public int Length { get; set; }

    internal override KernelWork Work => KernelWork.OfBytes(2.0 * sizeof(float) * Length);

    internal override string RivalName => Kernel switch
    {
        "relu" => "TensorPrimitives.Max with 0",
        "gelu" => "TensorPrimitives, six calls",
        _ => $"TensorPrimitives.{char.ToUpperInvariant(Kernel[0])}{Kernel[1..]}",
    };

    private protected override KernelCase Create()
    {
        float[] x = Normal(Length, 1), y = new float[Length];
        if (Kernel == "log")
        {
            TensorPrimitives.Abs(x, x);
        }

        (Action slipway, Action reference, Action rival) = Kernel switch
        {
            "relu" => ((Action)(() => Relu.Forward(x, y)), (Action)(() => Relu.Forward(KernelPath.Scalar, x, y)), (Action)(() => TensorPrimitives.Max(x, 0f, y))),
            "tanh" => (() => Tanh.Forward(x, y), () => Tanh.Forward(KernelPath.Scalar, x, y), () => TensorPrimitives.Tanh(x, y)),
            "sigmoid" => (() => Sigmoid.Forward(x, y), () => Sigmoid.Forward(KernelPath.Scalar, x, y), () => TensorPrimitives.Sigmoid(x, y)),
            "gelu" => (() => Gelu.Forward(x, y), () => Gelu.Forward(KernelPath.Scalar, x, y), () => ComposedGelu(x, y)),
            "exp" => (() => Exp.Apply(x, y), () => Exp.Apply(KernelPath.Scalar, x, y), () => TensorPrimitives.Exp(x, y)),
            _ => (() => Log.Apply(x, y), () => Log.Apply(KernelPath.Scalar, x, y), () => TensorPrimitives.Log(x, y)),
        };
        return new KernelCase { Slipway = slipway, Reference = reference, Rival = rival, Result = Values(y), Tolerance = 2e-6 };
    }

    // x sigmoid(x (a x^2 + b)), the same tanh form.
    private static void ComposedGelu(float[] x, float[] y)
    {
        TensorPrimitives.Multiply(x, x, y);
        TensorPrimitives.Multiply(y, 0.0713548162726f, y);
        TensorPrimitives.Add(y, 1.59576912161f, y);
        TensorPrimitives.Multiply(x, y, y);
        TensorPrimitives.Sigmoid(y, y);
        TensorPrimitives.Multiply(x, y, y);
    }
}
