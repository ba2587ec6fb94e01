using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>
/// A number: impute, log1p, then <c>(x - Shift) * Scale + Offset</c> in double, rounded to float32 once. A second feature can say that the
/// value was missing.
/// </summary>
internal sealed class NumberStep(double fill, bool log, double shift, double scale, double offset, bool hasIndicator) : FittedStep
{
    public const string Id = "number";

    public override int Width => hasIndicator ? 2 : 1;

    public static NumberStep FromJson(StrictJson json) => new(
        json.Double("fill"), json.Boolean("log1p"), json.Double("shift"), json.Double("scale"), json.Double("offset"),
            json.Boolean("indicator"));

    public override JsonObject ToJson() => new()
    {
        ["step"] = Id,
        ["fill"] = fill,
        ["log1p"] = log,
        ["shift"] = shift,
        ["scale"] = scale,
        ["offset"] = offset,
        ["indicator"] = hasIndicator,
    };

    public override string Name(string column, int feature) => feature == 0 ? column : $"{column}=<missing>";

    public override void Missing(FeatureSink sink)
    {
        sink.Set(0, Feature(fill));
        if (hasIndicator)
        {
            sink.Set(1, 1);
        }
    }

    public override void Number(double value, FeatureSink sink, StepScratch scratch)
    {
        var feature = Feature(value);
        sink.Set(0, float.IsFinite(feature) ? feature : throw NotFinite(0, value));
    }

    /// <summary>Column by column through a tile of rows, whose part of the output stays in the cache while the other columns are
    /// written.</summary>
    public override void EncodeDense(ColumnSource source, int start, int rows, Span<float> to, int stride, StepScratch scratch)
    {
        var values = ((NumberSource)source).Read(start, rows, scratch.Doubles);
        ref var first = ref MemoryMarshal.GetReference(to);
        _ = to[((rows - 1) * stride) + Width - 1];
        var allFinite = true;

        // SAFETY: the line above checked the last element that the loops write.
        for (var r = 0; r < values.Length; r++)
        {
            var x = values[r];
            var feature = Feature(double.IsNaN(x) ? fill : x);
            allFinite &= float.IsFinite(feature);
            Unsafe.Add(ref first, (nint)r * stride) = feature;
        }

        for (var r = 0; hasIndicator && r < values.Length; r++)
        {
            Unsafe.Add(ref first, ((nint)r * stride) + 1) = double.IsNaN(values[r]) ? 1 : 0;
        }

        for (var r = 0; !allFinite; r++)
        {
            if (!double.IsNaN(values[r]) && !float.IsFinite(Feature(values[r])))
            {
                throw NotFinite(start + r, values[r]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Feature(double x) => (float)((((log ? double.LogP1(x) : x) - shift) * scale) + offset);
}
