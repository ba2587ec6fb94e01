using Slipway.Kernels;

namespace Slipway.Docs.Tests.Snippets;

#region incremental-state
/// <summary>Everything that the next update depends on, apart from the data and the seed.</summary>
public sealed class SoftmaxState(int classes, int width, float[] weights)
{
    public int Classes => classes;

    public int Width => width;

    public ReadOnlySpan<float> Weights => weights;

    public Span<float> Row(int index) => weights.AsSpan(index * width, width);

    public void Probabilities(ReadOnlySpan<float> x, Span<float> output)
    {
        for (var k = 0; k < classes; k++)
        {
            output[k] = Dot.Product(x, Row(k));
        }

        Softmax.Apply(1, classes, output);
    }

    public SoftmaxState Copy() => new(classes, width, [.. weights]);
}
#endregion
