using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>The best split of a node on one feature, from its histogram.</summary>
/// <remarks>
/// A score is minus the impurity of the children, each times its weight, up to a constant of the node; the largest wins, the lowest bin of
/// equals. Sums are exact integers and each score is computed in the same order, so results are bit-exact for any number of
/// threads. Thread-safe, allocates nothing.
/// </remarks>
public static unsafe partial class SplitScan
{
    /// <summary>Finds the best split.</summary>
    /// <param name="criterion">What to make small.</param>
    /// <param name="histogram">
    /// Sums as <see cref="HistogramBuild"/> makes them, <c>[bins x channels]</c>. Classification: a packed value a class.
    /// Regression: two channels, packed weight and weighted target.
    /// </param>
    /// <param name="channels">Classes, or 2 for regression.</param>
    /// <param name="total">Sums over all bins, one a channel.</param>
    /// <param name="weightBits">Bits of a packed value that hold the weight; the count of rows is above them.</param>
    /// <param name="minimumRows">Fewest rows of a child, at least 1.</param>
    public static SplitCandidate Best(
        SplitCriterion criterion, ReadOnlySpan<long> histogram, int channels, ReadOnlySpan<long> total, int weightBits, long minimumRows) =>
        Best(KernelPaths.Current, criterion, histogram, channels, total, weightBits, minimumRows);

    internal static SplitCandidate Best(
        KernelPath path, SplitCriterion criterion, ReadOnlySpan<long> histogram, int channels, ReadOnlySpan<long> total, int weightBits, long minimumRows)
    {
        Arguments.Positive(channels, nameof(channels));
        Arguments.SameLength(channels, total.Length, nameof(total));
        if (histogram.Length % channels != 0)
            Arguments.Throw($"The span has {histogram.Length} elements, which are not whole bins of {channels} channels.", nameof(histogram));
        int bins = histogram.Length / channels;
        if (bins < 2)
            return SplitCandidate.None;
        fixed (long* h = histogram, t = total)
        {
            if (criterion == SplitCriterion.SquaredError)
                return SquaredError(h, bins, t, weightBits, minimumRows);
            if (criterion == SplitCriterion.Gini && channels == 2)
                return GiniOfTwo(path, h, bins, t, weightBits, minimumRows);
            return Classes(criterion, h, bins, channels, t, weightBits, minimumRows);
        }
    }

    /// <summary>Score of a node that is not split; a split improves by its score minus this.</summary>
    /// <param name="criterion">What to make small.</param>
    /// <param name="total">Sums of the node, one a channel.</param>
    /// <param name="weightBits">Bits of a packed value that hold the weight.</param>
    public static double NodeScore(SplitCriterion criterion, ReadOnlySpan<long> total, int weightBits)
    {
        long mask = (1L << weightBits) - 1;
        if (criterion == SplitCriterion.SquaredError)
            return Square(total[1]) / (total[0] & mask);
        double sum = 0, squares = 0;
        foreach (long packed in total)
        {
            double weight = packed & mask;
            sum += weight;
            squares += criterion == SplitCriterion.Gini ? weight * weight : WeightLog(weight);
        }
        return criterion == SplitCriterion.Gini ? squares / sum : squares - WeightLog(sum);
    }

    private static SplitCandidate SquaredError(long* histogram, int bins, long* total, int weightBits, long minimumRows)
    {
        long mask = (1L << weightBits) - 1;
        long packed = 0, target = 0, rows = total[0] >> weightBits;
        SplitCandidate best = SplitCandidate.None;
        for (int bin = 0; bin < bins - 1; bin++)
        {
            long here = histogram[2 * bin];
            if (here == 0)
                continue;
            packed += here;
            target += histogram[(2 * bin) + 1];
            long count = packed >> weightBits;
            if (count < minimumRows)
                continue;
            if (rows - count < minimumRows)
                break;
            double score = (Square(target) / (packed & mask)) + (Square(total[1] - target) / ((total[0] - packed) & mask));
            if (score > best.Score)
                best = new SplitCandidate(bin, score);
        }
        return best;
    }

    [SkipLocalsInit]
    private static SplitCandidate Classes(
        SplitCriterion criterion, long* histogram, int bins, int channels, long* total, int weightBits, long minimumRows)
    {
        const int OnStack = 512;
        long* buffer = stackalloc long[OnStack];
        long[]? large = channels > OnStack ? new long[channels] : null;
        fixed (long* heap = large)
        {
            long* left = large is null ? buffer : heap;
            new Span<long>(left, channels).Clear();
            long mask = (1L << weightBits) - 1, all = 0, sum = 0;
            for (int k = 0; k < channels; k++)
                all += total[k];
            SplitCandidate best = SplitCandidate.None;
            for (int bin = 0; bin < bins - 1; bin++)
            {
                long here = 0;
                for (int k = 0; k < channels; k++)
                {
                    long value = histogram[((long)bin * channels) + k];
                    left[k] += value;
                    here += value;
                }
                if (here == 0)
                    continue;
                sum += here;
                if (sum >> weightBits < minimumRows)
                    continue;
                if ((all - sum) >> weightBits < minimumRows)
                    break;
                double score = criterion == SplitCriterion.Gini
                    ? Gini(left, total, channels, sum & mask, (all - sum) & mask, mask)
                    : Entropy(left, total, channels, sum & mask, (all - sum) & mask, mask);
                if (score > best.Score)
                    best = new SplitCandidate(bin, score);
            }
            return best;
        }
    }

    private static double Gini(long* left, long* total, int channels, long leftWeight, long rightWeight, long mask)
    {
        double leftSquares = 0, rightSquares = 0;
        for (int k = 0; k < channels; k++)
        {
            leftSquares += Square(left[k] & mask);
            rightSquares += Square((total[k] - left[k]) & mask);
        }
        return (leftSquares / leftWeight) + (rightSquares / rightWeight);
    }

    private static double Entropy(long* left, long* total, int channels, long leftWeight, long rightWeight, long mask)
    {
        double sum = 0;
        for (int k = 0; k < channels; k++)
            sum += WeightLog(left[k] & mask) + WeightLog((total[k] - left[k]) & mask);
        return sum - WeightLog(leftWeight) - WeightLog(rightWeight);
    }

    private static double Square(double value) => value * value;

    private static double WeightLog(double weight) => weight > 0 ? weight * Math.Log2(weight) : 0;
}
