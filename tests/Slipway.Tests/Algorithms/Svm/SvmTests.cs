using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

public class SvmTests
{
    private static readonly string[] TwoClasses = ["a", "b"];

    [Fact]
    public void Train_GivenAnyKernelPath_GivesTheseBits()
    {
        // The suite runs once per path; all must agree with each other, so with this.
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        using var model = SvmTestData.Train(new SvmClassifier(), matrix, table.Classes);
        var parts = ModelParts.Of(model);

        var reader = SvmTestData.Reader(parts, table.Width, table.Classes);
        var bytes = MemoryMarshal.AsBytes<float>([.. reader.ReadSingle("dual_coef"), .. reader.ReadSingle("bias")]).ToArray();
        Assert.Equal("2114c21fc42a9f39", Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    [Theory]
    [InlineData("wine.csv", false)]
    [InlineData("wine.csv", true)]
    [InlineData("breast_cancer.csv", true)]
    public void Train_GivenMoreThreads_GivesTheSameBits(string file, bool calibrate)
    {
        var table = StandardisedTable.Read(file);
        using var matrix = table.Classification();
        var algorithm = new SvmClassifier { Calibrate = calibrate };

        using var one = SvmTestData.Train(algorithm, matrix, table.Classes);
        using var four = SvmTestData.Train(algorithm, matrix, table.Classes, threads: 4);

        Assert.Equal(SvmTestData.Score(one, matrix.Chunk(0).Features), SvmTestData.Score(four, matrix.Chunk(0).Features));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Save_GivenModel_LoadsToTheSameOutputs(bool sparse, bool calibrate)
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification(sparse);
        var algorithm = new SvmClassifier { Calibrate = calibrate };
        using var model = SvmTestData.Train(algorithm, matrix, table.Classes);

        using var loaded = (SvmModel)algorithm.LoadModel(SvmTestData.Reader(ModelParts.Of(model), table.Width, table.Classes));

        Assert.Equal(SvmTestData.Score(model, matrix.Chunk(0).Features), SvmTestData.Score(loaded, matrix.Chunk(0).Features));
    }

    [Fact]
    public void Score_GivenSparseAndDenseRows_Agrees()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var dense = table.Classification();
        using var sparse = table.Classification(sparse: true);
        using var fromDense = SvmTestData.Train(new SvmClassifier(), dense, table.Classes);
        using var fromSparse = SvmTestData.Train(new SvmClassifier(), sparse, table.Classes);

        var expected = SvmTestData.Score(fromDense, dense.Chunk(0).Features);

        Assert.Equal(expected, SvmTestData.Score(fromDense, sparse.Chunk(0).Features));
        foreach (var features in new[] { dense, sparse })
        {
            Assert.All(SvmTestData.Score(fromSparse, features.Chunk(0).Features).Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-3));
        }
    }

    [Theory]
    [InlineData("support_counts")]
    [InlineData("dual_coef")]
    [InlineData("support_vectors")]
    [InlineData("bias")]
    public void LoadModel_GivenMissingPart_Refuses(string missing)
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        using var model = SvmTestData.Train(new SvmClassifier(), matrix, table.Classes);

        var error = Assert.Throws<ArtifactException>(() => new SvmClassifier().LoadModel(
            SvmTestData.Reader(ModelParts.Of(model), table.Width, table.Classes, tensors => tensors.Remove(missing))));

        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadModel_GivenSparseColumnOutOfRange_Refuses()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification(sparse: true);
        using var model = SvmTestData.Train(new SvmClassifier(), matrix, table.Classes);

        // The same parts, read as an artifact of fewer features.
        Assert.Throws<FormatException>(() => new SvmClassifier().LoadModel(SvmTestData.Reader(ModelParts.Of(model), table.Width - 1, table.Classes)));
    }

    [Fact]
    public void Train_GivenRowWeights_CountsRowsAsOftenAsTheirWeightSays()
    {
        var table = StandardisedTable.Read("wine.csv");
        float[] values = [.. table.Rows.SelectMany(r => r.Select(x => (float)x))];
        float[] targets = [.. table.Labels.Select(l => (float)Array.IndexOf(table.Classes, l))];
        float[] weights = [.. targets.Select((_, i) => i % 3 == 0 ? 2f : i % 3 == 1 ? 1f : 0f)];
        using var weighted = FeatureMatrix.FromDense(values, targets.Length, table.Width, targets, weights);
        var repeats = Enumerable.Range(0, targets.Length).SelectMany(i => Enumerable.Repeat(i, (int)weights[i])).ToArray();
        using var repeated = FeatureMatrix.FromDense(
            [.. repeats.SelectMany(i => values.AsSpan(i * table.Width, table.Width).ToArray())], repeats.Length, table.Width, [.. repeats.Select(i => targets[i])]);
        var algorithm = new SvmClassifier { C = 0.2, Gamma = 0.05, Tolerance = 1e-6 };

        using var one = SvmTestData.Train(algorithm, weighted, table.Classes);
        using var two = SvmTestData.Train(algorithm, repeated, table.Classes);

        Assert.All(SvmTestData.Decide(one, weighted).Zip(SvmTestData.Decide(two, weighted)), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    [Fact]
    public void Train_GivenUncalibratedOutputs_KeepsTheVotedClass()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        using var model = SvmTestData.Train(new SvmClassifier(), matrix, table.Classes);
        var outputs = SvmTestData.Score(model, matrix.Chunk(0).Features);
        var decisions = SvmTestData.Decide(model, matrix);

        for (var i = 0; i < table.Rows.Length; i++)
        {
            var d = decisions.AsSpan(i * 3, 3);
            int[] votes = [(d[0] > 0 ? 1 : 0) + (d[1] > 0 ? 1 : 0), (d[0] > 0 ? 0 : 1) + (d[2] > 0 ? 1 : 0), (d[1] > 0 ? 0 : 1) + (d[2] > 0 ? 0 : 1)];
            var row = outputs.AsSpan(i * 3, 3).ToArray();
            Assert.Equal(1, row.Sum(), 1e-6);
            Assert.Equal(votes.Max(), votes[Array.IndexOf(row, row.Max())]);
        }
    }

    [Fact]
    public void Train_GivenCalibration_GivesProbabilitiesNearScikitLearns()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        using var model = SvmTestData.Train(new SvmClassifier { Calibrate = true }, matrix, table.Classes);

        // SVC(probability=True): the folds differ, so only roughly.
        var outputs = SvmTestData.Score(model, matrix.Chunk(0).Features);
        Assert.Equal(0.991, outputs[0], 0.02);
        Assert.Equal(0.941, outputs[(70 * 3) + 1], 0.05);
        Assert.Equal(0.983, outputs[(100 * 3) + 1], 0.02);
        Assert.Equal(0.985, outputs[(177 * 3) + 2], 0.02);
        Assert.All(Enumerable.Range(0, table.Rows.Length), i => Assert.Equal(1, outputs.AsSpan(i * 3, 3).ToArray().Sum(), 1e-5));
    }

    [Fact]
    public void Train_GivenConstantColumnsOnly_GivesTheMajority()
    {
        using var matrix = FeatureMatrix.FromDense(Enumerable.Repeat(3f, 20).ToArray(), 10, 2, [0, 1, 1, 1, 1, 1, 1, 1, 0, 1]);

        using var model = SvmTestData.Train(new SvmClassifier(), matrix, TwoClasses);

        var outputs = SvmTestData.Score(model, matrix.Chunk(0).Features);
        Assert.All(Enumerable.Range(0, 10), i => Assert.True(outputs[(2 * i) + 1] > 0.5f));
    }

    [Fact]
    public void Train_GivenRowsOfOneClassOnly_AlwaysPredictsIt()
    {
        using var matrix = FeatureMatrix.FromDense([1, 2, 3, 4], 4, 1, [1, 1, 1, 1]);
        foreach (var calibrate in new[] { false, true })
        {
            using var model = SvmTestData.Train(new SvmClassifier { Calibrate = calibrate }, matrix, TwoClasses);

            Assert.All(SvmTestData.Score(model, matrix.Chunk(0).Features).Chunk(2), p => Assert.True(p[1] > 0.7f));
        }
    }

    [Fact]
    public void Train_GivenASingleClass_SaysSo()
    {
        using var matrix = FeatureMatrix.FromDense([1, 2], 2, 1, [0, 0]);

        var error = Assert.Throws<ArgumentException>(() => SvmTestData.Train(new SvmClassifier(), matrix, ["only"]));

        Assert.Contains("at least two classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_GivenCancelledToken_Throws()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();

        Assert.ThrowsAny<OperationCanceledException>(
            () => SvmTestData.Train(new SvmClassifier(), matrix, table.Classes, threads: 2, cancelled: true));
    }

    [Fact]
    public void Score_GivenOtherWidth_NamesBoth()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        using var model = SvmTestData.Train(new SvmClassifier(), matrix, table.Classes);

        var error = Assert.Throws<ArgumentException>(() => model.Score(FeatureBlock.Dense(new float[5], 1, 5), new float[3]));

        Assert.Contains("5 features", error.Message, StringComparison.Ordinal);
        Assert.Contains("13", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblems_GivenContradictions_NamesEach()
    {
        var problems = new SvmClassifier
        {
            Solver = SvmSolver.DualCoordinateDescent,
            Calibrate = true,
            C = 0,
            Gamma = -1,
            Degree = 0,
            ClassWeights = new Dictionary<string, double> { ["x"] = -1 },
        }.FindProblems();

        Assert.Equal(
            ["C", "Calibrate", "ClassWeights['x']", "Degree", "Gamma", "Kernel"], problems.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("Loss", Assert.Single(new SvmClassifier { Loss = SvmLoss.SquaredHinge }.FindProblems()).Name);
        Assert.Equal("Epsilon", Assert.Single(new SvmRegressor { Epsilon = -1 }.FindProblems()).Name);
    }

    [Fact]
    public void WithHyperparameters_GivenText_ReadsKernelAndGamma()
    {
        var algorithm = (SvmClassifier)new SvmClassifier().WithHyperparameters(
            new() { ["kernel"] = "Polynomial", ["gamma"] = "0.25", ["cache_megabytes"] = "64", ["calibrate"] = "true" });

        Assert.Equal(new SvmClassifier { Kernel = SvmKernel.Polynomial, Gamma = 0.25, CacheMegabytes = 64, Calibrate = true }, algorithm);
    }
}
