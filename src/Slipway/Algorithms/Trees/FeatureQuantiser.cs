using System.Numerics;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Bins of a feature from its values.</summary>
internal static class FeatureQuantiser
{
    /// <summary>Divides the values; they are sorted afterwards.</summary>
    public static BinnedFeature Create(Span<float> values, Span<float> scratch)
    {
        Span<float> lower = stackalloc float[QuantileBins.MaxBins];
        Span<float> upper = stackalloc float[QuantileBins.MaxBins];
        var bins = QuantileBins.Find(values, scratch, QuantileBins.MaxBins, lower, upper);
        return new BinnedFeature { Lower = lower[..bins].ToArray(), Upper = upper[..bins].ToArray() };
    }

    /// <summary>Bins of a feature with one or two values; null when it has more.</summary>
    public static BinnedFeature? TryCreateOfTwo(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            return null;
        }

        var first = values[0];
        var at = values.IndexOfAnyExcept(first);
        if (at < 0)
        {
            return new BinnedFeature { Lower = [first], Upper = [first] };
        }

        var second = values[at];
        if (values[at..].IndexOfAnyExcept(first, second) >= 0 || first == second)
        {
            return null;
        }

        // Plus 0: no -0 among the ends.
        float[] ends = first < second ? [first + 0f, second + 0f] : [second + 0f, first + 0f];
        return new BinnedFeature { Lower = ends, Upper = [.. ends] };
    }

    public static int IndexOfNaN(ReadOnlySpan<float> values)
    {
        var i = 0;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
        {
            var some = new Vector<float>(values[i..]);
            if (!Vector.EqualsAll(some, some))
            {
                break;
            }
        }

        for (; i < values.Length; i++)
        {
            if (float.IsNaN(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The bin that holds zero and nothing else, or -1.</summary>
    public static int ZeroBin(BinnedFeature feature)
    {
        var bin = Array.BinarySearch(feature.Upper, 0f);
        return bin >= 0 && feature.Lower[bin] == 0 ? bin : -1;
    }

    public static DataFormatException NotANumber(int feature, long row) => new(
        "a feature is NaN", $"row {row + 1} of the features", column: $"feature {feature}", value: "NaN", expected: "a number",
        remedy: "Let the feature pipeline fill in missing values, or replace them before FeatureMatrix.FromDense or FromSparse.");
}
