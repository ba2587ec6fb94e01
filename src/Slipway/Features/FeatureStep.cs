using System.Collections.Immutable;

namespace Slipway.Features;

/// <summary>
/// A step that <see cref="FeaturePipeline.With"/> gives to a column. Steps of one column run in order. A number may be imputed, then be
/// transformed by <see cref="Log1p"/>, then be scaled or bucketed; every other step is the only one of its column.
/// </summary>
public abstract partial record FeatureStep
{
    /// <summary>Largest number of bits of a hash.</summary>
    public const int MaximumHashBits = HashStep.MaximumBits;

    private protected FeatureStep()
    {
    }

    /// <summary>Numbers: missing becomes the mean of the values seen in training. What a number gets when no step imputes.</summary>
    /// <remarks>The mean and not the median: a median cannot be computed exactly in one streaming pass.</remarks>
    /// <param name="indicator">True adds a feature that is 1 where the value is missing, if values were missing in training.</param>
    public static FeatureStep ImputeMean(bool indicator = false) => new ImputeStep(null, indicator);

    /// <summary>Numbers: missing becomes a constant.</summary>
    /// <param name="value">The constant, in the column's own unit; finite.</param>
    /// <param name="indicator">True adds a feature that is 1 where the value is missing, if values were missing in training.</param>
    public static FeatureStep ImputeConstant(double value, bool indicator = false) => new ImputeStep(value, indicator);

    /// <summary>Numbers: the natural logarithm of 1 + x; for counts and prices. Values must be greater than -1.</summary>
    public static FeatureStep Log1p() => new Log1pStep();

    /// <summary>
    /// Numbers, and each element of vectors: subtract the mean, divide by the (population) standard deviation of the values present in
    /// training. A constant becomes 0.
    /// </summary>
    public static FeatureStep Standardize() => new StandardizeStep();

    /// <summary>Numbers: the smallest value of training becomes <paramref name="minimum"/>, the largest <paramref name="maximum"/>. Not clipped.</summary>
    /// <param name="minimum">Finite.</param>
    /// <param name="maximum">Finite, greater than <paramref name="minimum"/>.</param>
    public static FeatureStep MinMax(double minimum = 0, double maximum = 1) => new MinMaxStep(minimum, maximum);

    /// <summary>Numbers: one feature for each interval between boundaries (lower end included), and one below and above them.</summary>
    /// <param name="boundaries">At least one; finite, ascending.</param>
    public static FeatureStep Buckets(params ReadOnlySpan<double> boundaries) => new BucketsStep([.. boundaries]);

    /// <summary>Text or numbers as categories: one feature for each level.</summary>
    /// <param name="minimumCount">Levels with fewer rows in training are pooled into one feature; null means 5 from 1,000 rows on, else 1.</param>
    /// <param name="maximumLevels">Only the most frequent levels get a feature of their own; the others are pooled.</param>
    public static FeatureStep OneHot(int? minimumCount = null, int maximumLevels = 1000) => new OneHotCategory(minimumCount, maximumLevels);

    /// <summary>Text or numbers as categories with many levels: a hash of the value says which feature is 1.</summary>
    /// <param name="bits">2^bits features; from 1 to <see cref="MaximumHashBits"/>.</param>
    public static FeatureStep Hash(int bits = 14) => new HashCategory(bits);

    /// <summary>Free text: hashed, lower-cased word n-grams, 1 + ln(count), scaled to Euclidean length 1.</summary>
    /// <param name="bits">2^bits features; from 1 to <see cref="MaximumHashBits"/>.</param>
    /// <param name="ngrams">Longest n-gram in words: 1 for single words, 2 (default) for pairs too; at most 5.</param>
    public static FeatureStep HashText(int bits = 18, int ngrams = 2) => new HashWords(bits, ngrams);

    /// <summary>Vectors: pixels from 0 to 255 become 0 to 1. Missing becomes 0.</summary>
    public static FeatureStep ImageScale() => new ImageScaleStep();

    /// <summary>Sparse vectors: divide each element by its largest absolute value in training.</summary>
    public static FeatureStep MaxAbs() => new MaxAbsStep();

    /// <summary>Numbers, vectors, sparse vectors: as they are. A missing number becomes the mean, a missing vector element 0.</summary>
    public static FeatureStep PassThrough() => new PassThroughStep();

    /// <summary>Leaves the column out.</summary>
    public static FeatureStep Drop() => new DropStep();
}
