using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>What one raw column becomes. Immutable and thread-safe; scratch belongs to the caller.</summary>
internal abstract class FittedStep
{
    /// <summary>Number of features.</summary>
    public abstract int Width { get; }

    /// <summary>Name of a feature.</summary>
    public abstract string Name(string column, int feature);

    /// <summary>What the step learned; properties in a fixed order, <c>step</c> first.</summary>
    public abstract JsonObject ToJson();

    /// <summary>Encodes a missing value.</summary>
    public abstract void Missing(FeatureSink sink);

    /// <summary>Encodes a number that is neither missing nor infinite.</summary>
    public virtual void Number(double value, FeatureSink sink, StepScratch scratch) => throw Unfit();

    /// <summary>Encodes a text.</summary>
    public virtual void Text(ReadOnlySpan<byte> text, FeatureSink sink, StepScratch scratch) => throw Unfit();

    /// <summary>Encodes a vector of the input's width; NaN is missing.</summary>
    public virtual void Vector(ReadOnlySpan<float> vector, FeatureSink sink, StepScratch scratch) => throw Unfit();

    /// <summary>Encodes a sparse vector with ascending indices.</summary>
    public virtual void Sparse(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, FeatureSink sink) => throw Unfit();

    /// <summary>Encodes rows of a batch into a region of dense rows, <paramref name="stride"/> apart. At most
    /// <see cref="StepScratch.TileRows"/>.</summary>
    public virtual void EncodeDense(ColumnSource source, int start, int rows, Span<float> to, int stride, StepScratch scratch)
    {
        for (var r = 0; r < rows; r++)
        {
            var region = to.Slice(r * stride, Width);
            region.Clear();
            Encode(source, start + r, new FeatureSink(region), scratch);
        }
    }

    /// <summary>Encodes one row of a batch.</summary>
    /// <exception cref="InvalidFeatureException">The value cannot be encoded.</exception>
    public void Encode(ColumnSource source, int row, FeatureSink sink, StepScratch scratch)
    {
        try
        {
            switch (source)
            {
                case NumberSource numbers when numbers.Read(row, 1, scratch.Doubles)[0] is var number && !double.IsNaN(number):
                    Number(Finite(number), sink, scratch);
                    break;
                case TextSource texts when texts.TryRead(row, out var text): Text(text, sink, scratch); break;
                case VectorSource vectors when vectors.TryRead(row, scratch.Floats(vectors.Width), out var vector):
                    Vector(vector, sink, scratch);
                    break;
                case SparseSource pairs when pairs.TryRead(row, out var indices, out var values): Sparse(indices, values, sink); break;
                default: Missing(sink); break;
            }
        }
        catch (InvalidFeatureException e) when (e.Row != row)
        {
            throw new InvalidFeatureException(row, e.Message, e.Value);
        }
    }

    /// <summary>The number, unless it is infinite.</summary>
    public static double Finite(double number) => double.IsFinite(number) ? number : throw NotFinite(0, number);

    protected static InvalidFeatureException NotFinite(int row, double value) => new(
        row, double.IsFinite(value) ? "the value has no finite float32 feature" : "the value is not finite",
        value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));

    private InvalidOperationException Unfit() => new($"{GetType().Name} does not encode this kind of input.");
}
