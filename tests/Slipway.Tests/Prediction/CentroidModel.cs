using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Prediction;

/// <summary>Probabilities by a softmax of the negative squared distances to the centroids.</summary>
public sealed class CentroidModel(float[] centroids, int width, float sharpness) : VectorModel
{
    private int _disposed;

    public override int InputWidth => width;

    public override int OutputWidth => centroids.Length / width;

    public bool IsDisposed => Volatile.Read(ref _disposed) > 0;

    public override void Score(FeatureBlock features, Span<float> output)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        for (var row = 0; row < features.Rows; row++)
        {
            var outputs = output.Slice(row * OutputWidth, OutputWidth);
            var values = features.Values.Slice(row * width, width);
            for (var label = 0; label < outputs.Length; label++)
            {
                var sum = 0f;
                for (var i = 0; i < width; i++)
                {
                    var difference = values[i] - centroids[(label * width) + i];
                    sum += difference * difference;
                }

                outputs[label] = -sharpness * sum;
            }

            Softmax(outputs);
        }
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("centroids", [OutputWidth, width], centroids);
        writer.Write("sharpness", [1], [sharpness]);
    }

    protected override void Dispose(bool disposing)
    {
        Assert.Equal(1, Interlocked.Increment(ref _disposed));
        base.Dispose(disposing);
    }

    private static void Softmax(Span<float> values)
    {
        var largest = values[0];
        foreach (var value in values)
        {
            largest = MathF.Max(largest, value);
        }

        var sum = 0f;
        foreach (ref var value in values)
        {
            value = MathF.Exp(value - largest);
            sum += value;
        }

        foreach (ref var value in values)
        {
            value /= sum;
        }
    }
}
