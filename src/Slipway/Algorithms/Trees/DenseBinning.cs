using System.Runtime.InteropServices;
using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Bins of a dense matrix: sixteen features at a time, a cache line of each row.</summary>
internal static class DenseBinning
{
    private const int Group = 16;

    public static void Run(FeatureMatrix matrix, BinLayout layout, int maxThreads, CancellationToken cancellationToken)
    {
        var rows = layout.Rows;
        var group = new float[Group][];
        var codes = new byte[Group][];
        var binned = new BinnedFeature[Group];
        for (var j = 0; j < Group; j++)
        {
            group[j] = new float[rows];
        }

        for (var first = 0; first < matrix.FeatureCount; first += Group)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Group, matrix.FeatureCount - first);
            Gather(matrix, first, count, group);
            ParallelFor.Run(count, maxThreads, new Quantise(first, group, codes, binned));
            for (var j = 0; j < count; j++)
            {
                layout.Features[first + j] = binned[j];
                Place(binned[j], codes[j], layout);
            }
        }
    }

    private static unsafe void Gather(FeatureMatrix matrix, int first, int count, float[][] columns)
    {
        var targets = stackalloc float*[Group];
        var handles = new GCHandle[count];
        try
        {
            for (var j = 0; j < count; j++)
            {
                handles[j] = GCHandle.Alloc(columns[j], GCHandleType.Pinned);
                targets[j] = (float*)handles[j].AddrOfPinnedObject();
            }

            var row = 0;
            for (var c = 0; c < matrix.ChunkCount; c++)
            {
                var block = matrix.Chunk(c).Features;

                // SAFETY: a block has Rows * Width values; columns are pinned and hold all rows of all chunks.
                fixed (float* values = block.Values)
                {
                    for (var r = 0; r < block.Rows; r++, row++)
                    {
                        var source = values + ((long)r * block.Width) + first;
                        for (var j = 0; j < count; j++)
                        {
                            targets[j][row] = source[j];
                        }
                    }
                }

                matrix.Release(c);
            }
        }
        finally
        {
            foreach (var handle in handles)
            {
                if (handle.IsAllocated)
                {
                    handle.Free();
                }
            }
        }
    }

    private static void Place(BinnedFeature feature, byte[] codes, BinLayout layout)
    {
        if (feature.Bins < 2)
        {
            return;
        }

        var zero = FeatureQuantiser.ZeroBin(feature);
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

    private readonly struct Quantise(int first, float[][] columns, byte[][] codes, BinnedFeature[] binned) : IParallelBody
    {
        public void Invoke(int part)
        {
            var values = columns[part];
            var nan = FeatureQuantiser.IndexOfNaN(values);
            if (nan >= 0)
            {
                throw FeatureQuantiser.NotANumber(first + part, nan);
            }

            // Levels of a category have two values; sorting them all would take most of the time.
            if (FeatureQuantiser.TryCreateOfTwo(values) is not { } feature)
            {
                var sorted = values.AsSpan().ToArray();
                feature = FeatureQuantiser.Create(sorted, new float[sorted.Length]);
            }

            binned[part] = feature;
            codes[part] = new byte[values.Length];
            if (feature.Bins > 1)
            {
                QuantileBins.Assign(values, feature.Upper, codes[part]);
            }
        }
    }
}
