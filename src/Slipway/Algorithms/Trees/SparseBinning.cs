using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Bins of a CSR matrix: the stored values by feature first, then feature by feature. What is not stored is zero.</summary>
internal static class SparseBinning
{
    public static void Run(FeatureMatrix matrix, BinLayout layout, int maxThreads, CancellationToken cancellationToken)
    {
        var starts = Count(matrix);
        var values = new float[starts[^1]];
        var rows = new int[starts[^1]];
        Transpose(matrix, starts, values, rows);
        ParallelFor.Run(matrix.FeatureCount, 8, maxThreads, (from, to) =>
        {
            for (var j = from; j < to; j++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                layout.Features[j] = Bins(j, values.AsSpan(starts[j], starts[j + 1] - starts[j]), rows.AsSpan(starts[j]), layout.Rows);
            }
        });
        for (var j = 0; j < matrix.FeatureCount; j++)
        {
            var feature = layout.Features[j];
            if (feature.Bins < 2)
            {
                continue;
            }

            var stored = starts[j + 1] - starts[j];
            var bins = new byte[stored];
            QuantileBins.Assign(values.AsSpan(starts[j], stored), feature.Upper, bins);
            Place(feature, bins, rows.AsSpan(starts[j], stored), layout);
        }
    }

    private static void Place(BinnedFeature feature, byte[] bins, ReadOnlySpan<int> at, BinLayout layout)
    {
        var zero = FeatureQuantiser.ZeroBin(feature);
        if (zero < 0)
        {
            // Every row has a value (or zeros share a bin with others): a plain column.
            var codes = new byte[layout.Rows];
            if (at.Length < layout.Rows)
            {
                Span<byte> code = stackalloc byte[1];
                QuantileBins.Assign([0f], feature.Upper, code);
                codes.AsSpan().Fill(code[0]);
            }

            for (var i = 0; i < at.Length; i++)
            {
                codes[at[i]] = bins[i];
            }

            layout.AddAlone(feature, codes);
            return;
        }

        // Zeros may be stored too.
        var kept = new int[at.Length];
        var count = 0;
        for (var i = 0; i < at.Length; i++)
        {
            if (bins[i] != zero)
            {
                kept[count] = at[i];
                bins[count++] = bins[i];
            }
        }

        feature.DefaultBin = zero;
        layout.AddShared(feature, bins.AsSpan(0, count), kept.AsSpan(0, count));
    }

    private static BinnedFeature Bins(int feature, Span<float> stored, ReadOnlySpan<int> rows, int rowCount)
    {
        var nan = FeatureQuantiser.IndexOfNaN(stored);
        if (nan >= 0)
        {
            throw FeatureQuantiser.NotANumber(feature, rows[nan]);
        }

        // Enough zeros to weigh as much as they do, no more: beyond a bin's share they have a bin of their own anyhow.
        var zeros = Math.Min(rowCount - stored.Length, Math.Max(1, stored.Length));
        var values = new float[stored.Length + (stored.Length < rowCount ? zeros : 0)];
        stored.CopyTo(values);
        return FeatureQuantiser.Create(values, new float[values.Length]);
    }

    private static int[] Count(FeatureMatrix matrix)
    {
        var starts = new int[matrix.FeatureCount + 1];
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            foreach (var column in matrix.Chunk(c).Features.Columns)
            {
                starts[column + 1]++;
            }
        }

        for (var j = 0; j < matrix.FeatureCount; j++)
        {
            starts[j + 1] = checked(starts[j] + starts[j + 1]);
        }

        return starts;
    }

    private static void Transpose(FeatureMatrix matrix, int[] starts, float[] values, int[] rows)
    {
        var next = starts.AsSpan(0, matrix.FeatureCount).ToArray();
        var row = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var block = matrix.Chunk(c).Features;
            for (var r = 0; r < block.Rows; r++, row++)
            {
                var end = block.RowOffsets[r + 1] - block.RowOffsets[0];
                for (var i = block.RowOffsets[r] - block.RowOffsets[0]; i < end; i++)
                {
                    var at = next[block.Columns[i]]++;
                    values[at] = block.Values[i];
                    rows[at] = row;
                }
            }

            matrix.Release(c);
        }
    }
}
