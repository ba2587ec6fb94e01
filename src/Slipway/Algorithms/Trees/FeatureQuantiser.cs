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
