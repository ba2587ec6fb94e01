using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Kernels;

public static unsafe partial class SplitScan
{
    private const int MostBins = 256;

    /// <summary>
    /// Two classes, the case of the stumps of boosting: running sums first, then the scores of eight bins at once. Lanes never mix, and bins
    /// that may not split score minus infinity, so every width gives the bits of the plain loop.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static SplitCandidate GiniOfTwo(KernelPath path, long* histogram, int bins, long* total, int weightBits, long minimumRows)
    {
        if (path == KernelPath.Scalar || bins > MostBins || bins < 8)
            return Classes(SplitCriterion.Gini, histogram, bins, 2, total, weightBits, minimumRows);
        double* first = stackalloc double[MostBins + 8];
        double* second = stackalloc double[MostBins + 8];
        byte* at = stackalloc byte[MostBins + 8];
        long mask = (1L << weightBits) - 1, all = total[0] + total[1];
        long a = 0, b = 0;
        int count = 0;
        for (int bin = 0; bin < bins - 1; bin++)
        {
            long here = histogram[2 * bin] + histogram[(2 * bin) + 1];
            a += histogram[2 * bin];
            b += histogram[(2 * bin) + 1];
            long rows = (a + b) >> weightBits;
            // Writes always, keeps only bins that may split: no branch to mispredict.
            first[count] = a & mask;
            second[count] = b & mask;
            at[count] = (byte)bin;
            bool allowed = here != 0 & rows >= minimumRows & ((all >> weightBits) - rows) >= minimumRows;
            count += allowed ? 1 : 0;
        }
        if (count == 0)
            return SplitCandidate.None;
        double totalFirst = total[0] & mask, totalSecond = total[1] & mask;
        // The register's last lanes repeat the last bin, which changes no maximum.
        for (int i = count; i < count + 7; i++)
        {
            first[i] = first[count - 1];
            second[i] = second[count - 1];
        }
        double* scores = stackalloc double[MostBins + 8];
        if (path == KernelPath.V512)
        {
            for (int i = 0; i < count; i += 8)
                Scores(Vector512.Load(first + i), Vector512.Load(second + i), totalFirst, totalSecond).Store(scores + i);
        }
        else if (path == KernelPath.V256)
        {
            for (int i = 0; i < count; i += 4)
                Scores(Vector256.Load(first + i), Vector256.Load(second + i), totalFirst, totalSecond).Store(scores + i);
        }
        else
        {
            for (int i = 0; i < count; i += 2)
                Scores(Vector128.Load(first + i), Vector128.Load(second + i), totalFirst, totalSecond).Store(scores + i);
        }
        int best = 0;
        for (int i = 1; i < count; i++)
            best = scores[i] > scores[best] ? i : best;
        return new SplitCandidate(at[best], scores[best]);
    }

    // The plain loop's order of operations: squares of the first class, plus those of the second, over the sum; left plus right.
    private static Vector512<double> Scores(Vector512<double> a, Vector512<double> b, double totalA, double totalB)
    {
        Vector512<double> c = Vector512.Create(totalA) - a, d = Vector512.Create(totalB) - b;
        return (((a * a) + (b * b)) / (a + b)) + (((c * c) + (d * d)) / (c + d));
    }

    private static Vector256<double> Scores(Vector256<double> a, Vector256<double> b, double totalA, double totalB)
    {
        Vector256<double> c = Vector256.Create(totalA) - a, d = Vector256.Create(totalB) - b;
        return (((a * a) + (b * b)) / (a + b)) + (((c * c) + (d * d)) / (c + d));
    }

    private static Vector128<double> Scores(Vector128<double> a, Vector128<double> b, double totalA, double totalB)
    {
        Vector128<double> c = Vector128.Create(totalA) - a, d = Vector128.Create(totalB) - b;
        return (((a * a) + (b * b)) / (a + b)) + (((c * c) + (d * d)) / (c + d));
    }
}
