using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary>What growing a tree spends its time on: bins of values, histograms of bins, and the best split of a histogram.</summary>
public unsafe class TreeBenchmarks : KernelBenchmark
{
    private const int Rows = 1 << 15;
    private const int Bins = 255;
    private const int WeightBits = 40;

    [Params("bin values", "histograms of four columns", "best split")]
    public string Kernel { get; set; } = "";

    internal override KernelWork Work => KernelWork.OfBytes(Kernel switch
    {
        "bin values" => (sizeof(float) + 1.0) * Rows,
        "best split" => 2.0 * sizeof(long) * Bins,
        _ => (sizeof(long) + sizeof(int) + 4.0) * Rows, // a value, a class and four bins a row; the histograms stay in the L1 cache
    });

    internal override string RivalName => Kernel == "bin values" ? "Array.BinarySearch" : "naive loop";

    private protected override KernelCase Create() => Kernel switch
    {
        "bin values" => Binning(),
        "best split" => Split(),
        _ => Histograms(),
    };

    private static KernelCase Binning()
    {
        float[] values = Normal(Rows, 1), sorted = [.. values], scratch = new float[Rows], lower = new float[Bins], upper = new float[Bins];
        var count = QuantileBins.Find(sorted, scratch, Bins, lower, upper);
        var ends = upper[..count];
        var bins = new byte[Rows];
        return new KernelCase
        {
            Slipway = () => QuantileBins.Assign(values, ends, bins),
            Reference = () =>
            {
                for (var i = 0; i < Rows; i++)
                {
                    var bin = 0;
                    while (bin < count - 1 && values[i] > ends[bin])
                    {
                        bin++;
                    }

                    bins[i] = (byte)bin;
                }
            },
            Rival = () =>
            {
                for (var i = 0; i < Rows; i++)
                {
                    var found = Array.BinarySearch(ends, values[i]);
                    bins[i] = (byte)Math.Min(found < 0 ? ~found : found, count - 1);
                }
            },
            Result = () => Array.ConvertAll(bins, b => (double)b),
            Tolerance = 0,
        };
    }

    private static KernelCase Histograms()
    {
        var (columns, values, classes) = Table();
        var sums = new long[4][];
        void Clear()
        {
            for (var c = 0; c < 4; c++)
            {
                sums[c] = new long[Bins * 2];
            }
        }

        Clear();
        return new KernelCase
        {
            Slipway = () =>
            {
                fixed (byte* a = columns[0], b = columns[1], c = columns[2], d = columns[3])
                fixed (int* k = classes)
                fixed (long* v = values, h0 = sums[0], h1 = sums[1], h2 = sums[2], h3 = sums[3])
                {
                    HistogramBuild.AddClasses(a, b, c, d, null, Rows, v, k, 2, h0, h1, h2, h3);
                }
            },
            Reference = () =>
            {
                for (var column = 0; column < 4; column++)
                {
                    fixed (byte* a = columns[column])
                    fixed (int* k = classes)
                    fixed (long* v = values, h = sums[column])
                    {
                        HistogramBuild.AddClasses(a, null, Rows, v, k, 2, h);
                    }
                }
            },
            Rival = () =>
            {
                for (var i = 0; i < Rows; i++)
                {
                    for (var column = 0; column < 4; column++)
                    {
                        sums[column][(columns[column][i] * 2) + classes[i]] += values[i];
                    }
                }
            },
            Result = () => [.. sums.SelectMany(h => h).Select(v => (double)v)],
            Reset = Clear,
            Tolerance = 0,
        };
    }

    private static KernelCase Split()
    {
        var (columns, values, classes) = Table();
        var histogram = new long[Bins * 2];
        var total = new long[2];
        for (var i = 0; i < Rows; i++)
        {
            histogram[(columns[0][i] * 2) + classes[i]] += values[i];
            total[classes[i]] += values[i];
        }

        var best = SplitCandidate.None;
        return new KernelCase
        {
            Slipway = () => best = SplitScan.Best(SplitCriterion.Gini, histogram, 2, total, WeightBits, 1),
            Reference = () => best = SplitScan.Best(KernelPath.Scalar, SplitCriterion.Gini, histogram, 2, total, WeightBits, 1),
            Rival = () => best = NaiveSplit(histogram, total),
            Result = () => [best.Bin],
            Tolerance = 0,
        };
    }

    private static SplitCandidate NaiveSplit(long[] histogram, long[] total)
    {
        const long Mask = (1L << WeightBits) - 1;
        var best = SplitCandidate.None;
        double left0 = 0, left1 = 0;
        for (var bin = 0; bin < Bins - 1; bin++)
        {
            left0 += histogram[bin * 2] & Mask;
            left1 += histogram[(bin * 2) + 1] & Mask;
            double right0 = (total[0] & Mask) - left0, right1 = (total[1] & Mask) - left1;
            var score = (((left0 * left0) + (left1 * left1)) / (left0 + left1)) + (((right0 * right0) + (right1 * right1)) / (right0 + right1));
            if (score > best.Score)
            {
                best = new SplitCandidate(bin, score);
            }
        }

        return best;
    }

    /// <summary>Rows of equal weight in one of two classes; a row counts one above the weight's bits.</summary>
    private static (byte[][] Columns, long[] Values, int[] Classes) Table()
    {
        var columns = Enumerable.Range(0, 4).Select(c => Enumerable.Range(0, Rows)
            .Select(i => (byte)(CounterRandom.UInt32(1, (ulong)c, (ulong)i) % Bins)).ToArray()).ToArray();
        var classes = Enumerable.Range(0, Rows).Select(i => columns[0][i] + (CounterRandom.UInt32(1, 9, (ulong)i) % 100) > 180 ? 1 : 0).ToArray();
        var values = Enumerable.Repeat((1L << WeightBits) | 1000, Rows).ToArray();
        return (columns, values, classes);
    }
}
