using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>The rows that the trees of a forest are grown from: the same number for each tree.</summary>
/// <param name="Values">Tree after tree, row after row.</param>
/// <param name="Trees">Number of trees.</param>
/// <param name="Rows">Rows of a tree.</param>
/// <param name="Width">Features of a row.</param>
internal sealed record ForestSample(float[] Values, int Trees, int Rows, int Width)
{
    /// <summary>
    /// Draws rows without replacement, independently for each tree, by weighted reservoir sampling (Efraimidis and Spirakis, Information
    /// Processing Letters 97(5), 2006): those with the smallest <c>-log(u) / weight</c>.
    /// </summary>
    public static ForestSample Draw(TrainingContext context, int trees, int rows)
    {
        var matrix = context.Train;
        var usable = Usable(matrix);
        rows = (int)Math.Min(rows, usable);
        var width = matrix.FeatureCount;
        // A tree of n rows has n - 1 boxes of two corners.
        if (2L * trees * rows * width > Array.MaxLength)
        {
            throw new NotSupportedException(
                $"{trees} trees of {rows} rows with {width} features are too large ({2L * trees * rows * width} values; "
                + $"at most {Array.MaxLength}). "
                + "Use fewer trees, samples or features.");
        }

        var chosen = new long[trees][];
        ParallelFor.Run(trees, 1, context.MaxThreads, (start, end) =>
        {
            for (var t = start; t < end; t++)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                chosen[t] = Choose(matrix, rows, context.Seed, RandomStreams.Samples + (ulong)t);
            }
        });
        var values = new float[trees * rows * width];
        for (var t = 0; t < trees; t++)
        {
            for (var i = 0; i < rows; i++)
            {
                LabelledRows.CopyRow(Row(matrix, chosen[t][i]), values.AsSpan(((t * rows) + i) * width, width));
            }
        }

        return new ForestSample(values, trees, rows, width);
    }

    private static long Usable(FeatureMatrix matrix)
    {
        var usable = matrix.RowCount;
        for (var c = 0; c < matrix.ChunkCount && matrix.HasWeights; c++)
        {
            usable -= matrix.Chunk(c).Weights.Count(0f);
        }

        return usable;
    }

    private static long[] Choose(FeatureMatrix matrix, int count, ulong seed, ulong stream)
    {
        var kept = new PriorityQueue<long, double>(count, Comparer<double>.Create((a, b) => b.CompareTo(a)));
        Span<float> uniform = stackalloc float[1024];
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var weights = matrix.Chunk(c).Weights;
            var first = matrix.ChunkStart(c);
            var rows = matrix.Chunk(c).Rows;
            for (var i = 0; i < rows; i++)
            {
                if (i % uniform.Length == 0)
                {
                    CounterRandom.FillUniform(seed, stream, (ulong)(first + i), uniform);
                }

                if (!weights.IsEmpty && weights[i] == 0)
                {
                    continue;
                }

                var key = -Math.Log(uniform[i % uniform.Length] + (0.5 / (1 << 24))) / (weights.IsEmpty ? 1 : weights[i]);
                if (kept.Count < count)
                {
                    kept.Enqueue(first + i, key);
                }
                else if (kept.TryPeek(out _, out var largest) && key < largest)
                {
                    kept.EnqueueDequeue(first + i, key);
                }
            }
        }

        return [.. kept.UnorderedItems.Select(p => p.Element).Order()];
    }

    private static FeatureBlock Row(FeatureMatrix matrix, long row)
    {
        var chunk = 0;
        while (matrix.ChunkStart(chunk + 1) <= row)
        {
            chunk++;
        }

        return matrix.Chunk(chunk).Features.Slice((int)(row - matrix.ChunkStart(chunk)), 1);
    }
}
