using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// Bins of a dense matrix: sixteen features at a time, a cache line of each row. Features that are mostly zero, such as the levels of a
/// category, are gathered as lists of what is not: a level that has one value then costs its rows and not all rows.
/// </summary>
internal static class DenseBinning
{
    private const int Group = 16;

    public static void Run(FeatureMatrix matrix, BinLayout layout, int maxThreads, CancellationToken cancellationToken)
    {
        var group = new DenseColumnGroup(layout.Rows, Group);
        var others = DenseColumnGroup.CountOthers(matrix, cancellationToken);
        var codes = new byte[Group][];
        var binned = new BinnedFeature[Group];
        for (var first = 0; first < matrix.FeatureCount; first += Group)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Group, matrix.FeatureCount - first);
            group.Gather(matrix, first, count, others);
            ParallelFor.Run(count, maxThreads, new Quantise(first, group, codes, binned));
            for (var j = 0; j < count; j++)
            {
                layout.Features[first + j] = binned[j];
                Place(binned[j], codes[j], group.Listed(j), layout);
            }
        }
    }

    private static void Place(BinnedFeature feature, byte[] codes, ReadOnlySpan<int> listed, BinLayout layout)
    {
        if (feature.Bins < 2)
        {
            return;
        }

        var zero = FeatureQuantiser.ZeroBin(feature);
        if (codes.Length == 0)
        {
            // Two values, 0 and another.
            feature.DefaultBin = zero;
            layout.AddShared(feature, (byte)(1 - zero), listed);
            return;
        }

        var others = zero < 0 ? codes.Length : codes.Length - codes.AsSpan().Count((byte)zero);
        if (zero < 0 || (feature.Bins > 2 && others > codes.Length / 2))
        {
            layout.AddAlone(feature, codes);
            return;
        }

        var at = new int[others];
        var bins = new byte[others];
        var next = 0;
        for (var row = 0; next < others; row++)
        {
            // Zeros come in long runs, which a vector search skips.
            row += codes.AsSpan(row).IndexOfAnyExcept((byte)zero);
            at[next] = row;
            bins[next++] = codes[row];
        }

        feature.DefaultBin = zero;
        layout.AddShared(feature, bins, at);
    }

    private readonly struct Quantise(int first, DenseColumnGroup group, byte[][] codes, BinnedFeature[] binned) : IParallelBody
    {
        public void Invoke(int part)
        {
            codes[part] = [];
            if (group.TryGetOnlyValue(part, out var value) && !float.IsNaN(value))
            {
                float[] ends = value > 0 ? [0, value] : [value, 0];
                binned[part] = group.Listed(part).IsEmpty
                    ? new BinnedFeature { Lower = [0], Upper = [0] }
                    : new BinnedFeature { Lower = ends, Upper = [.. ends] };
                return;
            }

            var values = group.Column(part);
            var nan = FeatureQuantiser.IndexOfNaN(values);
            if (nan >= 0)
            {
                throw FeatureQuantiser.NotANumber(first + part, nan);
            }

            if (FeatureQuantiser.TryCreateOfTwo(values) is not { } feature)
            {
                var sorted = values.ToArray();
                feature = FeatureQuantiser.Create(sorted, new float[sorted.Length]);
            }

            binned[part] = feature;
            if (feature.Bins > 1)
            {
                codes[part] = new byte[values.Length];
                QuantileBins.Assign(values, feature.Upper, codes[part]);
            }
        }
    }
}
