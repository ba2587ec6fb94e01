using Slipway.Features;

namespace Slipway.Tests.Features;

/// <summary>Seeded rows with targets and weights, and ways to put them into a matrix.</summary>
internal sealed class RandomRows
{
    public RandomRows(int seed, int rows, int width, double density = 1)
    {
        var random = new Random(seed);
        Rows = rows;
        Width = width;
        Values = new float[rows * width];
        for (var i = 0; i < Values.Length; i++)
        {
            Values[i] = random.NextDouble() < density ? (float)random.NextDouble() - 0.5f : 0;
        }

        Targets = [.. Enumerable.Range(0, rows).Select(i => (float)i)];
        Weights = [.. Enumerable.Range(0, rows).Select(_ => (float)random.NextDouble())];
    }

    public int Rows { get; }

    public int Width { get; }

    public float[] Values { get; }

    public float[] Targets { get; }

    public float[] Weights { get; }

    public FeatureMatrix Build(bool sparse = false, long budget = long.MaxValue, string? folder = null)
    {
        using var builder = new FeatureMatrixBuilder(Width)
        {
            IsSparse = sparse,
            HasTargets = true,
            HasWeights = true,
            MemoryBudget = budget,
            SpillDirectory = folder,
        };
        builder.AddRows(FeatureBlock.Dense(Values, Rows, Width), Targets, Weights);
        return builder.Build();
    }

    /// <summary>The rows of a block as dense values, whatever its layout.</summary>
    public static float[] Densify(FeatureBlock block)
    {
        if (!block.IsSparse)
        {
            return block.Values.ToArray();
        }

        var dense = new float[block.Rows * block.Width];
        for (var r = 0; r < block.Rows; r++)
        {
            for (var i = block.RowOffsets[r] - block.RowOffsets[0]; i < block.RowOffsets[r + 1] - block.RowOffsets[0]; i++)
            {
                dense[(r * block.Width) + block.Columns[i]] = block.Values[i];
            }
        }

        return dense;
    }

    /// <summary>All rows of a matrix, read chunk by chunk.</summary>
    public static float[] Densify(FeatureMatrix matrix)
    {
        var all = new List<float>();
        for (var i = 0; i < matrix.ChunkCount; i++)
        {
            Assert.Equal(matrix.ChunkStart(i), all.Count / matrix.FeatureCount);
            all.AddRange(Densify(matrix.Chunk(i).Features));
            matrix.Release(i);
        }

        return [.. all];
    }
}
