using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary>Losses with their gradients; 20,480 values a case.</summary>
public class LossBenchmarks : KernelBenchmark
{
    private const int Length = 20_480;

    [Params("cross-entropy of 10", "cross-entropy of 1024", "squared", "logistic")]
    public string Kernel { get; set; } = "";

    internal override KernelWork Work => KernelWork.OfBytes((IsSoftmax ? 2.0 : 3.0) * sizeof(float) * Length);

    internal override string RivalName => Kernel switch
    {
        "squared" => "TensorPrimitives.Subtract and SumOfSquares",
        "logistic" => "TensorPrimitives.Sigmoid, Subtract, Exp, LogP1",
        _ => "TensorPrimitives.SoftMax of each row",
    };

    private bool IsSoftmax => Kernel.StartsWith("cross", StringComparison.Ordinal);

    private protected override KernelCase Create() => IsSoftmax ? CrossEntropy(int.Parse(Kernel.Split(' ')[^1], null)) : Pointwise();

    private static KernelCase CrossEntropy(int classes)
    {
        var rows = Length / classes;
        float[] start = Normal(Length, 1), logits = [.. start];
        var targets = Enumerable.Range(0, rows).Select(i => (i * 7) % classes).ToArray();
        var loss = 0.0;
        return new KernelCase
        {
            Slipway = () => loss = SoftmaxCrossEntropy.LossAndGradient(rows, classes, logits, targets, scale: 1f),
            Reference = () => loss = SoftmaxCrossEntropy.LossAndGradient(KernelPath.Scalar, rows, classes, logits, targets, default, 1f),
            Rival = () =>
            {
                loss = 0;
                for (var i = 0; i < rows; i++)
                {
                    var row = logits.AsSpan(i * classes, classes);
                    TensorPrimitives.SoftMax(row, row);
                    loss -= MathF.Log(row[targets[i]]);
                    row[targets[i]] -= 1;
                }
            },
            Result = () => [loss / rows, .. logits],
            Reset = () => start.CopyTo(logits, 0),
        };
    }

    private KernelCase Pointwise()
    {
        var kind = Kernel == "squared" ? PointwiseLossKind.Squared : PointwiseLossKind.Logistic;
        float[] predictions = Normal(Length, 1), targets = [.. Normal(Length, 2).Select(v => v > 0 ? 1f : 0f)], gradient = new float[Length];
        var scratch = new float[Length];
        var loss = 0.0;
        void Squared()
        {
            TensorPrimitives.Subtract(predictions, targets, gradient);
            loss = TensorPrimitives.SumOfSquares<float>(gradient) / 2;
        }

        void Logistic()
        {
            TensorPrimitives.Sigmoid(predictions, gradient);
            TensorPrimitives.Subtract(gradient, targets, gradient);
            TensorPrimitives.Exp(predictions, scratch);
            TensorPrimitives.LogP1(scratch, scratch);
            loss = TensorPrimitives.Sum<float>(scratch) - TensorPrimitives.Dot<float>(targets, predictions);
        }

        return new KernelCase
        {
            Slipway = () => loss = PointwiseLoss.LossAndGradient(kind, 0, predictions, targets, default, 1f, gradient),
            Reference = () => loss = PointwiseLoss.LossAndGradient(KernelPath.Scalar, kind, 0, predictions, targets, default, 1f, gradient),
            Rival = kind == PointwiseLossKind.Squared ? Squared : Logistic,
            Result = () => [loss / Length, .. gradient],
        };
    }
}
