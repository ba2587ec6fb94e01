using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// The loops of a training step around its matrix products, shared out to threads where it pays. Each element, and each column of a sum,
/// belongs to one thread, so the bits do not depend on their number.
/// </summary>
internal static class LayerLoops
{
    /// <summary>Elements a thread must get before a second one pays: 8 us at 16 elements a nanosecond, against a hand-over of 1 us (5 when parked).</summary>
    private const int Elements = 128 * 1024;

    /// <summary>The same for parameters, at 4 a nanosecond.</summary>
    private const int Parameters = 32 * 1024;

    /// <summary>Parts start at whole cache lines, so that two threads never write the same one.</summary>
    private const int Grain = 16;

    /// <summary>Replaces the gradient with respect to a layer's outputs by that with respect to its sums.</summary>
    /// <param name="activation">The layer's.</param>
    /// <param name="outputs">What the activation gave; for GELU what it was given.</param>
    /// <param name="delta">The gradient.</param>
    /// <param name="length">Number of elements of both that count.</param>
    /// <param name="maxThreads">Threads that may be used.</param>
    public static void Derivative(MlpActivation activation, float[] outputs, float[] delta, int length, int maxThreads) =>
        Run(length, Elements, maxThreads, new DerivativeLoop(activation, outputs, delta));

    /// <summary>Gradient of a layer's biases: the sum of each column.</summary>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="columns">Outputs of the layer.</param>
    /// <param name="delta">The gradient <c>[rows x columns]</c>.</param>
    /// <param name="gradient">Gradients of all parameters.</param>
    /// <param name="start">Where this layer's biases start in it.</param>
    /// <param name="maxThreads">Threads that may be used.</param>
    public static void BiasGradient(int rows, int columns, float[] delta, float[] gradient, int start, int maxThreads) =>
        Run(columns, Math.Max(1, Elements / rows), maxThreads, new BiasLoop(rows, columns, delta, gradient, start));

    /// <summary>Runs a loop over parameters.</summary>
    /// <param name="count">Number of parameters.</param>
    /// <param name="maxThreads">Threads that may be used.</param>
    /// <param name="loop">Updates a range of them.</param>
    /// <typeparam name="TLoop">The loop's type.</typeparam>
    public static void Update<TLoop>(int count, int maxThreads, TLoop loop) where TLoop : struct, IRangeLoop => Run(count, Parameters, maxThreads, loop);

    private static void Run<TLoop>(int count, int perThread, int maxThreads, TLoop loop) where TLoop : struct, IRangeLoop
    {
        var parts = Math.Min(maxThreads, count / perThread);
        if (parts > 1)
        {
            ParallelFor.Run(parts, parts, new Part<TLoop>(count, parts, loop));
        }
        else
        {
            loop.Invoke(0, count);
        }
    }

    private readonly struct Part<TLoop>(int count, int parts, TLoop loop) : IParallelBody where TLoop : struct, IRangeLoop
    {
        public void Invoke(int part)
        {
            var start = Start(part);
            loop.Invoke(start, Start(part + 1) - start);
        }

        private int Start(int part) => part == parts ? count : (int)((long)count * part / parts) / Grain * Grain;
    }

    private readonly struct DerivativeLoop(MlpActivation activation, float[] outputs, float[] delta) : IRangeLoop
    {
        public void Invoke(int start, int length)
        {
            var y = outputs.AsSpan(start, length);
            var d = delta.AsSpan(start, length);
            switch (activation)
            {
                case MlpActivation.Relu:
                    Relu.Backward(y, d, d);
                    break;
                case MlpActivation.Tanh:
                    Tanh.Backward(y, d, d);
                    break;
                default:
                    Gelu.Backward(y, d, d);
                    break;
            }
        }
    }

    private readonly struct BiasLoop(int rows, int columns, float[] delta, float[] gradient, int first) : IRangeLoop
    {
        public void Invoke(int start, int length) => ColumnSums.Compute(
            rows, length, delta.AsSpan(start, ((rows - 1) * columns) + length), columns, gradient.AsSpan(first + start, length));
    }
}
