using Slipway.Features;

namespace Slipway.Tests.Features;

public class FeatureMatrixTests
{
    [Theory]
    [InlineData(false, 1, 3)]
    [InlineData(false, 10_000, 7)]
    [InlineData(true, 10_000, 7)]
    [InlineData(true, 5_000, 300)]
    public void Chunk_GivenRows_ReturnsThemInOrder(bool sparse, int rows, int width)
    {
        var data = new RandomRows(1, rows, width, 0.3);

        using var matrix = data.Build(sparse);

        Assert.Equal((rows, width, sparse, true, true), (matrix.RowCount, matrix.FeatureCount, matrix.IsSparse, matrix.HasTargets,
            matrix.HasWeights));
        Assert.Equal(data.Values, RandomRows.Densify(matrix));
        Assert.Equal(data.Targets, Read(matrix, static b => b.Targets.ToArray()));
        Assert.Equal(data.Weights, Read(matrix, static b => b.Weights.ToArray()));
        Assert.Equal(0, matrix.SpilledBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Build_GivenTenTimesTheBudget_ReadsBackTheSameAsInMemory(bool sparse)
    {
        var data = new RandomRows(2, 60_000, 40, 0.5);
        var folder = Directory.CreateTempSubdirectory("slipway-test").FullName;
        using var inMemory = data.Build(sparse);
        var budget = inMemory.RowCount * 40 * sizeof(float) / 10;

        using (var spilled = data.Build(sparse, budget, folder))
        {
            Assert.InRange(spilled.SpilledBytes, budget * 8, long.MaxValue);
            Assert.Equal(inMemory.ChunkCount, spilled.ChunkCount);
            Assert.Equal(data.Values, RandomRows.Densify(spilled));
            Assert.Equal(data.Values, RandomRows.Densify(spilled));
            Assert.Equal(inMemory.Fingerprint(), spilled.Fingerprint());
            Assert.Equal(BatchCursorTests.ReadTargets(inMemory, 3, 1, 100), BatchCursorTests.ReadTargets(spilled, 3, 1, 100));
            Assert.True(OperatingSystem.IsWindows() || Directory.GetFiles(folder).Length == 0, "The spill file must have no name on Unix.");
        }

        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
    }

    [Fact]
    public void Build_GivenNoRows_ReturnsAnEmptyMatrix()
    {
        using var matrix = FeatureMatrix.FromDense([], 0, 3);

        Assert.Equal((0, 0), (matrix.RowCount, matrix.ChunkCount));
        Assert.False(matrix.Batches(1, 0, 10).MoveNext());
    }

    [Fact]
    public void Build_GivenSpillFolderThatIsAFile_SaysSo()
    {
        var file = Path.GetTempFileName();

        var error = Assert.Throws<IOException>(() => new RandomRows(1, 10, 2).Build(budget: 0, folder: file));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("spill file", error.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public unsafe void Chunk_GivenAnyLayout_StartsEachPartOn64Bytes()
    {
        using var matrix = new RandomRows(1, 9_000, 5).Build(true, 100_000);
        for (var i = 0; i < matrix.ChunkCount; i++)
        {
            var batch = matrix.Chunk(i);
            Assert.Equal(0u, Address(batch.Features.Values) % 64);
            Assert.Equal(0u, Address(batch.Targets) % 64);
            Assert.Equal(0u, Address(batch.Weights) % 64);
        }

        static nuint Address(ReadOnlySpan<float> span)
        {
            fixed (float* p = span)
            {
                return (nuint)p;
            }
        }
    }

    [Fact]
    public void Fingerprint_GivenOneChangedValueTargetOrWeight_Differs()
    {
        float[] values = [1, 2, 3, 4];
        float[] targets = [0, 1];
        float[] weights = [1, 2];

        string[] prints =
        [
            Print(values, targets, weights),
            Print([1, 2, 3, 5], targets, weights),
            Print(values, [0, 2], weights),
            Print(values, targets, [1, 3]),
            Print(values, targets, []),
            Print(values, [], targets),
        ];

        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(prints[0], Print(values, targets, weights));
        Assert.Equal(32, prints[0].Length);

        static string Print(float[] values, float[] targets, float[] weights)
        {
            using var matrix = FeatureMatrix.FromDense(values, 2, 2, targets, weights);
            return matrix.Fingerprint();
        }
    }

    [Fact]
    public void Fingerprint_GivenSameStoredValuesInOtherRows_Differs()
    {
        using var first = FeatureMatrix.FromSparse([0, 1, 2], [3, 4], [1, 1], 9);
        using var second = FeatureMatrix.FromSparse([0, 2, 2], [3, 4], [1, 1], 9);

        Assert.NotEqual(first.Fingerprint(), second.Fingerprint());
    }

    [Fact]
    public void Add_GivenValuesThatDoNotFit_SaysWhich()
    {
        using var builder = new FeatureMatrixBuilder(3) { IsSparse = true, HasTargets = true, HasWeights = true };

        Assert.Contains("3 values, not 2", Assert.Throws<ArgumentException>(() => builder.AddRow([1, 2])).Message,
            StringComparison.Ordinal);
        Assert.Contains("index 3", Assert.Throws<ArgumentException>(() => builder.AddSparseRow([3], [1])).Message,
            StringComparison.Ordinal);
        Assert.Contains("1 after 1", Assert.Throws<ArgumentException>(() => builder.AddSparseRow([1, 1], [1, 1])).Message,
            StringComparison.Ordinal);
        Assert.Contains("Target NaN", Assert.Throws<ArgumentException>(() => builder.AddRow([1, 2, 3], float.NaN)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Weight -1", Assert.Throws<ArgumentException>(() => builder.AddRow([1, 2, 3], 0, -1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => builder.AddRows(FeatureBlock.Dense([1, 2, 3], 1, 3), [1, 2], [1]));
        Assert.Throws<ArgumentException>(() => FeatureMatrix.FromDense([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => FeatureMatrix.FromSparse([0, 1], [9], [1], 3));
    }

    [Fact]
    public void Chunk_GivenDisposedMatrix_Throws()
    {
        var matrix = FeatureMatrix.FromDense([1, 2], 1, 2);
        var cursor = matrix.Batches(1, 0, 1);
        matrix.Dispose();
        matrix.Dispose();

        Assert.Throws<ObjectDisposedException>(() => matrix.Chunk(0));
        Assert.Throws<ObjectDisposedException>(() => matrix.Batches(1, 0, 1));
        Assert.Throws<ObjectDisposedException>(() => cursor.MoveNext());
    }

    [Fact]
    public void AddRows_GivenSparseBlockIntoDenseMatrix_Converts()
    {
        using var builder = new FeatureMatrixBuilder(3);
        builder.AddRows(FeatureBlock.Sparse([5, 6, 8], [1, 0, 2], [7, 8, 9], 3));

        using var matrix = builder.Build();

        Assert.Equal([0, 7, 0, 8, 0, 9], RandomRows.Densify(matrix));
    }

    private static float[] Read(FeatureMatrix matrix, Func<TrainingBatch, float[]> part) =>
        [.. Enumerable.Range(0, matrix.ChunkCount).SelectMany(i => part(matrix.Chunk(i)))];
}
