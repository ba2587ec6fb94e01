using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Tests.Features;

public class FeaturePipelineTests
{
    [Fact]
    public void FitTransform_GivenNumbers_StandardisesAndMarksMissing()
    {
        var table = new Columns().Add("a", 1, 2, null, 3).Add("b", 5, 5, 5, 5);

        var (names, rows, _) = Fit(FeaturePipeline.Auto, table);

        Assert.Equal(["a", "a=<missing>", "b"], names);
        var s = (float)(1 / Math.Sqrt(2 / 3.0));
        Assert.Equal([-s, 0, 0, 0, 0, 0, 0, 1, 0, s, 0, 0], rows);
    }

    [Fact]
    public void FitTransform_GivenLargeOffset_KeepsTheVarianceExact()
    {
        // A naive sum of squares loses every digit here: (1e9)^2 is 1e18 and a double has 16 digits.
        var table = new Columns().Add("a", [.. Enumerable.Range(0, 5000).Select(i => (double?)(1e9 + (i % 2)))]);

        var (_, rows, _) = Fit(FeaturePipeline.Auto, table);

        Assert.All(rows, v => Assert.Equal(1, MathF.Abs(v), 1e-5f));
    }

    [Fact]
    public void FitTransform_GivenAnyBatchLength_LearnsTheSameBits()
    {
        var random = new Random(1);
        var table = new Columns()
            .Add("a", [.. Enumerable.Range(0, 5000).Select(i => i % 7 == 0 ? (double?)null : random.NextDouble() * 100)])
            .Add("c", [.. Enumerable.Range(0, 5000).Select(i => "c" + (i % 13))]);

        var whole = table.InBatchesOf(5000).Fit(FeaturePipeline.Auto, Columns.Cluster);
        var parts = table.InBatchesOf(333).Fit(FeaturePipeline.Auto, Columns.Cluster);

        Assert.Equal(whole.Pipeline.ToJson().ToJsonString(), parts.Pipeline.ToJson().ToJsonString());
        Assert.Equal(whole.Matrix.Fingerprint(), parts.Matrix.Fingerprint());
        whole.Matrix.Dispose();
        parts.Matrix.Dispose();
    }

    [Fact]
    public void FitTransform_GivenCategories_PoolsRareLevelsAndDefinesUnseenOnes()
    {
        string?[] values = [.. Enumerable.Repeat("red", 600), .. Enumerable.Repeat("blue", 396), "odd", "even", null, null];
        var table = new Columns().Add("c", values);
        var fitted = table.Fit(FeaturePipeline.Auto, Columns.Cluster);
        using var matrix = fitted.Matrix;

        Assert.Equal(["c=blue", "c=red", "c=<rare>", "c=<missing>"], fitted.Pipeline.FeatureNames);
        var encoder = fitted.Pipeline.CreateRowEncoder();
        foreach (var text in new[] { "red", "odd", "never seen", null })
        {
            encoder.NewRow();
            if (text is not null)
            {
                encoder.SetText(0, text);
            }
        }

        Assert.Equal([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1], encoder.Rows.Values.ToArray());
    }

    [Fact]
    public void FitTransform_GivenFewRowsOfCategories_PoolsNothingAndUnseenHasZeros()
    {
        var fitted = new Columns().Add("c", "b", "a", "b").Fit(FeaturePipeline.Auto, Columns.Cluster);
        using var matrix = fitted.Matrix;
        var encoder = fitted.Pipeline.CreateRowEncoder();
        encoder.NewRow();
        encoder.SetText(0, "z");
        encoder.NewRow();

        Assert.Equal(["c=a", "c=b"], fitted.Pipeline.FeatureNames);
        Assert.Equal([0, 1, 1, 0, 0, 1], RandomRows.Densify(matrix));
        Assert.Equal([0, 0, 0, 0], encoder.Rows.Values.ToArray());
    }

    [Fact]
    public void FitTransform_GivenFreeText_HashesWordsIntoSparseUnitRows()
    {
        var texts = Enumerable.Range(0, 300).Select(i => $"The Quick number{i}, quick THE ÄRGER").ToArray();
        var fitted = new Columns().Add("t", texts).Fit(FeaturePipeline.Auto, Columns.Cluster);
        using var matrix = fitted.Matrix;

        Assert.True(matrix.IsSparse);
        Assert.Equal(1 << 18, matrix.FeatureCount);
        var row = matrix.Chunk(0).Features.Slice(0, 1);

        // the, quick, numberI, aerger; the quick, quick numberI, numberI quick, quick the, the aerger.
        Assert.Equal(9, row.Values.Length);
        Assert.Equal(1, row.Values.ToArray().Sum(v => (double)v * v), 1e-6);
        var values = row.Values.ToArray();
        Assert.Equal(2, values.Count(v => v == values.Max()));

        var encoder = fitted.Pipeline.CreateRowEncoder();
        encoder.NewRow();
        encoder.SetText(0, "the quick\tNUMBER0 -- Quick the ärger!");
        Assert.Equal(row.Columns.ToArray(), encoder.Rows.Columns.ToArray());
        Assert.Equal(row.Values.ToArray(), encoder.Rows.Values.ToArray());
    }

    [Fact]
    public void FitTransform_GivenPixels_ScalesToOne()
    {
        var (names, rows, _) = Fit(FeaturePipeline.Auto, new Columns().AddPixels("p", [0, 255], [51, 102], null));

        Assert.Equal(["p[0]", "p[1]"], names);
        Assert.Equal([0, 1, 51 * (1 / 255f), 102 * (1 / 255f), 0, 0], rows);
    }

    [Fact]
    public void FitTransform_GivenFloatVectors_StandardisesEachElement()
    {
        var (_, rows, _) = Fit(FeaturePipeline.Auto, new Columns().AddVectors("v", [1, 10, 7], [3, float.NaN, 7], [5, 30, 7], null));

        var s = (float)(1 / Math.Sqrt(8 / 3.0));
        Assert.Equal([-2 * s, -1, 0, 0, 0, 0, 2 * s, 1, 0, 0, 0, 0], rows);
    }

    [Fact]
    public void FitTransform_GivenSparseVectors_KeepsThemAndLaterIgnoresLargerIndices()
    {
        var table = new Columns().AddSparse("s", ([0, 299], [1, 2]), ([], []), ([7], [3]));
        var fitted = table.Fit(FeaturePipeline.Auto, Columns.Cluster);
        using var matrix = fitted.Matrix;

        Assert.Equal((true, 300), (matrix.IsSparse, matrix.FeatureCount));
        Assert.Equal([0, 299, 7], matrix.Chunk(0).Features.Columns.ToArray());
        using var other = fitted.Pipeline.Transform(
            new Columns().AddSparse("s", ([1, 300, 4000], [5, 6, 7])).Open(), Columns.Cluster, TestContext.Current.CancellationToken);
        Assert.Equal([1], other.Chunk(0).Features.Columns.ToArray());
    }

    [Fact]
    public void FitTransform_GivenExplicitSteps_UsesThem()
    {
        var table = new Columns().Add("x", 0, 1, 3, null).Add("code", 7, 7, 9, 7).Add("age", 17, 18, 70, 40).Add("no", 1, 2, 3, 4).Add("raw", 4, 3, 2, 1);
        var pipeline = FeaturePipeline.Auto
            .With("x", FeatureStep.ImputeConstant(3, indicator: true), FeatureStep.Log1p(), FeatureStep.MinMax(-1, 1))
            .With("code", FeatureStep.OneHot())
            .With("age", FeatureStep.Buckets(18, 65))
            .With("no", FeatureStep.Drop())
            .With("raw", FeatureStep.PassThrough());

        var (names, rows, _) = Fit(pipeline, table);

        Assert.Equal(["x", "x=<missing>", "code=7", "code=9", "age<18", "age=[18,65)", "age>=65", "raw"], names);
        Assert.Equal([-1, 0, 1, 0, 1, 0, 0, 4], rows.AsSpan(0, 8).ToArray());
        Assert.Equal([0, 0, 1, 0, 0, 1, 0, 3], rows.AsSpan(8, 8).ToArray());
        Assert.Equal([1, 0, 0, 1, 0, 0, 1, 2], rows.AsSpan(16, 8).ToArray());
        Assert.Equal([1, 1, 1, 0, 0, 1, 0, 1], rows.AsSpan(24, 8).ToArray());
    }

    [Theory]
    [MemberData(nameof(NumericArrays))]
    public void FitTransform_GivenAnyNumericType_ReadsTheSameNumbers(string type, Apache.Arrow.Array array)
    {
        var (_, rows, _) = Fit(FeaturePipeline.Auto.With("x", FeatureStep.PassThrough()), new Columns().AddArray("x", array).InBatchesOf(2));

        Assert.Equal(type == "bool" ? [1, 0, 1] : [1, 0, 3], rows);
    }

    public static TheoryData<string, Apache.Arrow.Array> NumericArrays() => new()
    {
        { "int8", new Int8Array.Builder().AppendRange([1, 0, 3]).Build() },
        { "int16", new Int16Array.Builder().AppendRange([1, 0, 3]).Build() },
        { "int32", new Int32Array.Builder().AppendRange([1, 0, 3]).Build() },
        { "int64", new Int64Array.Builder().AppendRange([1, 0, 3]).Build() },
        { "uint8", new UInt8Array.Builder().AppendRange([1, 0, 3]).Build() },
        { "uint16", new UInt16Array.Builder().AppendRange([1, 0, 3]).Build() },
        { "uint32", new UInt32Array.Builder().AppendRange([1, 0, 3]).Build() },
        { "uint64", new UInt64Array.Builder().AppendRange([1, 0, 3]).Build() },
        { "half", new HalfFloatArray.Builder().AppendRange([(Half)1, (Half)0, (Half)3]).Build() },
        { "float", new FloatArray.Builder().AppendRange([1, 0, 3]).Build() },
        { "double", new DoubleArray.Builder().AppendRange([1, 0, 3]).Build() },
        { "bool", new BooleanArray.Builder().AppendRange([true, false, true]).Build() },
    };

    [Fact]
    public void FitTransform_GivenDictionaryText_ReadsLevels()
    {
        var levels = new StringArray.Builder().Append("low").Append("high").Build();
        var indices = new Int16Array.Builder().Append(1).Append(0).AppendNull().Build();
        var type = new Apache.Arrow.Types.DictionaryType(Apache.Arrow.Types.Int16Type.Default, Apache.Arrow.Types.StringType.Default, false);

        var (names, rows, _) = Fit(FeaturePipeline.Auto, new Columns().AddArray("d", new DictionaryArray(type, indices, levels)).InBatchesOf(2));

        Assert.Equal(["d=high", "d=low", "d=<missing>"], names);
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], rows);
    }

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(4000, 2)]
    public void FitTransform_GivenBudget_OpensAgainOnlyWhenRowsDoNotFit(long budget, int opened)
    {
        var table = new Columns().Add("a", [.. Enumerable.Range(0, 5000).Select(i => (double?)i)]);
        var fitted = table.Fit(FeaturePipeline.Auto, Columns.Cluster with { MemoryBudget = budget });
        using var matrix = fitted.Matrix;
        var inMemory = table.Fit(FeaturePipeline.Auto, Columns.Cluster);

        Assert.Equal(opened + 1, table.Opened);
        Assert.Equal(opened == 2, matrix.SpilledBytes > 0);
        Assert.Equal(inMemory.Matrix.Fingerprint(), matrix.Fingerprint());
        inMemory.Matrix.Dispose();
    }

    [Fact]
    public void FitTransform_GivenAllMissingColumn_LeavesItOutWithAWarning()
    {
        var table = new Columns().Add("a", 1, 2).Add("gone", null, (double?)null).Add("nothing", 2, (_, count) => new NullArray(count));
        var fitted = table.Fit(FeaturePipeline.Auto, Columns.Cluster);
        using var matrix = fitted.Matrix;

        Assert.Equal(["a"], fitted.Pipeline.FeatureNames);
        Assert.Equal(2, fitted.Warnings.Count);
        Assert.Contains(fitted.Warnings, w => w.Contains("'gone'", StringComparison.Ordinal));
        Assert.Contains(fitted.Warnings, w => w.Contains("'nothing'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10 9 1", "1 9 10")]
    [InlineData("b 10 9", "10 9 b")]
    public void FitTransform_GivenTextLabels_OrdersClasses(string labels, string classes)
    {
        var table = new Columns().Add("a", 1, 2, 3).Add("y", labels.Split(' ')).Label("y");
        var fitted = table.Fit(FeaturePipeline.Auto, Columns.Classify);
        using var matrix = fitted.Matrix;

        Assert.Equal(classes.Split(' '), fitted.Pipeline.Label!.Classes);
        Assert.Equal(labels.Split(' '), matrix.Chunk(0).Targets.ToArray().Select(t => fitted.Pipeline.Label.Classes[(int)t]));
    }

    [Fact]
    public void FitTransform_GivenNumberAndBooleanLabels_WritesClassesShortest()
    {
        var numbers = new Columns().Add("a", 1, 2, 3).Add("y", 7.0, -1, 0.5).Label("y").Fit(FeaturePipeline.Auto, Columns.Classify);
        var flags = new Columns().Add("a", 1, 2)
            .AddArray("y", new BooleanArray.Builder().AppendRange([true, false]).Build()).Label("y").Fit(FeaturePipeline.Auto, Columns.Classify);

        Assert.Equal(["-1", "0.5", "7"], numbers.Pipeline.Label!.Classes);
        Assert.Equal([2, 0, 1], numbers.Matrix.Chunk(0).Targets.ToArray());
        Assert.Equal(["false", "true"], flags.Pipeline.Label!.Classes);
        Assert.Equal([1, 0], flags.Matrix.Chunk(0).Targets.ToArray());
        numbers.Matrix.Dispose();
        flags.Matrix.Dispose();
    }

    [Fact]
    public void FitTransform_GivenRegressionWithWeights_KeepsBoth()
    {
        var table = new Columns().Add("a", 1, 2).Add("y", 1.5, -2).Add("w", 0, 3).Label("y").Weight("w");
        var fitted = table.Fit(FeaturePipeline.Auto, Columns.Regress);
        using var matrix = fitted.Matrix;

        Assert.Equal(["a"], fitted.Pipeline.FeatureNames);
        Assert.Empty(fitted.Pipeline.Label!.Classes);
        Assert.Equal([1.5f, -2], matrix.Chunk(0).Targets.ToArray());
        Assert.Equal([0f, 3], matrix.Chunk(0).Weights.ToArray());
    }

    [Fact]
    public void FitTransform_GivenCancelledToken_Stops()
    {
        var table = new Columns().Add("a", 1, 2);

        Assert.Throws<OperationCanceledException>(() =>
            FeaturePipeline.Auto.FitTransform(table.Open, Columns.Cluster, new CancellationToken(true)));
    }

    internal static (IReadOnlyList<string> Names, float[] Rows, FittedFeaturePipeline Pipeline) Fit(FeaturePipeline pipeline, Columns table)
    {
        var fitted = table.Fit(pipeline, Columns.Cluster);
        using var matrix = fitted.Matrix;
        return (fitted.Pipeline.FeatureNames, RandomRows.Densify(matrix), fitted.Pipeline);
    }
}
