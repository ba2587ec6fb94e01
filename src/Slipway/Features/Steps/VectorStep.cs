using System.Numerics;
using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>
/// A vector: <c>(x - Shift) * Scale</c> element by element in float32. A missing element, or each of a missing vector, is <c>Fill</c>.
/// One-element arrays hold for all elements.
/// </summary>
internal sealed class VectorStep : FittedStep
{
    public const string Id = "vector";

    private readonly float[] _fill;
    private readonly float[] _shift;
    private readonly float[] _scale;
    private readonly float[] _fills;
    private readonly float[] _shifts;
    private readonly float[] _scales;

    public VectorStep(int width, float[] fill, float[] shift, float[] scale)
    {
        Width = width;
        (_fill, _shift, _scale) = (fill, shift, scale);
        (_fills, _shifts, _scales) = (Spread(fill), Spread(shift), Spread(scale));
    }

    public override int Width { get; }

    public static VectorStep FromJson(StrictJson json, int width)
    {
        float[] Read(string name)
        {
            var values = json.Singles(name);
            json.Require(values.Length == 1 || values.Length == width, name, $"1 or {width} values");
            return values;
        }

        json.Require(width is > 0 and <= FeatureMatrixBuilder.MaximumDenseWidth, "width",
            $"from 1 to {FeatureMatrixBuilder.MaximumDenseWidth}");
        return new VectorStep(width, Read("fill"), Read("shift"), Read("scale"));
    }

    public override JsonObject ToJson() => new()
    {
        ["step"] = Id,
        ["fill"] = StrictJson.Array(_fill),
        ["shift"] = StrictJson.Array(_shift),
        ["scale"] = StrictJson.Array(_scale),
    };

    public override string Name(string column, int feature) => $"{column}[{feature}]";

    public override void Missing(FeatureSink sink)
    {
        for (var i = 0; i < Width; i++)
        {
            sink.Set(i, (_fills[i] - _shifts[i]) * _scales[i]);
        }
    }

    public override void Vector(ReadOnlySpan<float> vector, FeatureSink sink, StepScratch scratch)
    {
        var isDense = !sink.Region.IsEmpty;
        var to = isDense ? sink.Region : scratch.Outputs(Width);
        Transform(vector, to);
        for (var i = 0; !isDense && i < to.Length; i++)
        {
            sink.Set(i, to[i]);
        }
    }

    private void Transform(ReadOnlySpan<float> from, Span<float> to)
    {
        // Element-wise, so every vector width gives the same bits.
        var i = 0;
        var limit = new Vector<float>(float.MaxValue);
        var mask = Vector<int>.AllBitsSet;
        for (; i <= from.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var x = new Vector<float>(from[i..]);
            x = System.Numerics.Vector.ConditionalSelect(System.Numerics.Vector.Equals(x, x), x, new Vector<float>(_fills, i));
            var y = (x - new Vector<float>(_shifts, i)) * new Vector<float>(_scales, i);
            mask &= System.Numerics.Vector.LessThanOrEqual(System.Numerics.Vector.Abs(y), limit);
            y.CopyTo(to[i..]);
        }

        var finite = mask == Vector<int>.AllBitsSet;
        for (; i < from.Length; i++)
        {
            to[i] = ((float.IsNaN(from[i]) ? _fills[i] : from[i]) - _shifts[i]) * _scales[i];
            finite &= float.IsFinite(to[i]);
        }

        for (i = 0; !finite; i++)
        {
            if (!float.IsFinite(to[i]))
            {
                throw new InvalidFeatureException(
                    0, $"element {i} of the vector has no finite feature", from[i].ToString("R",
                        System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private float[] Spread(float[] values)
    {
        if (values.Length == Width)
        {
            return values;
        }

        var all = new float[Width];
        System.Array.Fill(all, values[0]);
        return all;
    }
}
