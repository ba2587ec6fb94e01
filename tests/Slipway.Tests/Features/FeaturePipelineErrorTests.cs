using System.Text.Json.Nodes;
using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Tests.Features;

public class FeaturePipelineErrorTests
{
    [Fact]
    public void FitTransform_GivenNoRows_SaysSo() => AssertError(new Columns().Add("a", System.Array.Empty<double?>()), Columns.Cluster, "there are no rows");

    [Fact]
    public void FitTransform_GivenInfinity_NamesRowAndColumn()
    {
        AssertError(
            new Columns().Add("ok", 1, 2, 3).Add("a", 1, 2, double.NegativeInfinity).InBatchesOf(2), Columns.Cluster, "column 'a'", "row 3", "-Infinity");
        AssertError(new Columns().AddVectors("v", [1, 2], [3, float.PositiveInfinity]), Columns.Cluster, "column 'v'", "row 2", "element 1");
        AssertError(new Columns().AddSparse("s", ([1], [float.NaN])), Columns.Cluster, "column 's'", "row 1", "index 1");
    }

    [Fact]
    public void FitTransform_GivenUnorderedSparseIndices_NamesRowAndColumn()
    {
        AssertError(new Columns().AddSparse("s", ([1], [1]), ([5, 5], [1, 2])), Columns.Cluster, "column 's'", "row 2", "ascend");
        AssertError(new Columns().AddSparse("s", ([-1], [1])), Columns.Cluster, "column 's'", "row 1", "negative");
    }

    [Fact]
    public void FitTransform_GivenBadLabels_NamesRowAndColumn()
    {
        AssertError(Labelled("x", "x", "x"), Columns.Classify, "column 'y'", "every row has the same label", "'x'", "two classes");
        AssertError(Labelled("x", null, "z"), Columns.Classify, "column 'y'", "row 2", "the label is missing");
        AssertError(Labelled("1", "2", "3"), Columns.Regress, "column 'y'", "must be a number", "text");
        AssertError(Labelled(1.0, double.NaN, 2), Columns.Classify, "column 'y'", "row 2", "missing");
        AssertError(Labelled(1.0, null, 2), Columns.Regress, "column 'y'", "row 2", "missing");
        AssertError(Labelled(1.0, 1e300, 2), Columns.Regress, "column 'y'", "row 2", "finite");
        AssertError(Labelled(1.0, 9007199254740993, 2), Columns.Classify, "column 'y'", "row 2", "2^53");
        AssertError(new Columns().Add("a", 1, 2), Columns.Classify, "the channel has no label", "WithLabel");
        AssertError(
            new Columns().Add("a", [.. Enumerable.Range(0, 20_000).Select(i => (double?)i)])
                .Add("y", [.. Enumerable.Range(0, 20_000).Select(i => (double?)i)]).Label("y"),
            Columns.Classify, "more than 10000 different values", "regression");
    }

    [Theory]
    [InlineData(-0.5, "-0.5")]
    [InlineData(double.NaN, "missing")]
    [InlineData(double.PositiveInfinity, "finite")]
    public void FitTransform_GivenBadWeight_NamesRow(double weight, string expected) =>
        AssertError(new Columns().Add("a", 1, 2).Add("w", 1, weight).Weight("w"), Columns.Cluster, "column 'w'", "row 2", expected);

    [Fact]
    public void FitTransform_GivenOnlyZeroWeights_SaysSo() =>
        AssertError(new Columns().Add("a", 1, 2).Add("w", 0, 0.0).Weight("w"), Columns.Cluster, "every weight is 0");

    [Fact]
    public void FitTransform_GivenNoFeatureLeft_SaysWhy()
    {
        AssertError(new Columns().Add("y", 1, 2.0).Label("y"), Columns.Regress, "no feature column is left");
        AssertError(new Columns().Add("a", null, (double?)null), Columns.Cluster, "no feature column is left", "'a' has only missing values");
    }

    [Fact]
    public void FitTransform_GivenExplicitStepOnAllMissing_IsAnError()
    {
        var error = Assert.Throws<DataFormatException>(() => new Columns().Add("b", 1, 2).Add("a", null, (double?)null)
            .Fit(FeaturePipeline.Auto.With("a", FeatureStep.Standardize()), Columns.Cluster));

        Assert.Contains("column 'a': every value is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FitTransform_GivenStepsThatDoNotFit_ReportsAllAtOnce()
    {
        var pipeline = FeaturePipeline.Auto.With("t", FeatureStep.Standardize()).With("n", FeatureStep.HashText())
            .With("gone", FeatureStep.Drop()).With("y", FeatureStep.OneHot());
        var table = new Columns().Add("n", 1, 2).Add("t", "a", "b").Add("y", "u", "v").Label("y");

        var error = Assert.Throws<ArgumentException>(() => table.Fit(pipeline, Columns.Classify));

        Assert.Contains("column 't' holds text", error.Message, StringComparison.Ordinal);
        Assert.Contains("these do: one-hot, hash, hash-text, drop", error.Message, StringComparison.Ordinal);
        Assert.Contains("column 'n' holds numbers", error.Message, StringComparison.Ordinal);
        Assert.Contains("no column 'gone'", error.Message, StringComparison.Ordinal);
        Assert.Contains("column 'y' is the channel's label", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FitTransform_GivenTypeWithoutStep_NamesItAndTheRemedy()
    {
        var dates = new Date32Array.Builder().Append(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Build();

        var error = Assert.Throws<ArgumentException>(() => new Columns().AddArray("d", dates).Fit(FeaturePipeline.Auto, Columns.Cluster));

        Assert.Contains("column 'd' is of type date32", error.Message, StringComparison.Ordinal);
        Assert.Contains("FeatureStep.Drop()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FitTransform_GivenHashedTextForADenseAlgorithm_SaysHowToNarrowIt()
    {
        var table = new Columns().Add("t", [.. Enumerable.Range(0, 200).Select(i => "word" + i)]);

        AssertError(table, Columns.Cluster with { RequireDense = true }, "column 't'", "262144 features", "HashText(bits: 12)");
    }

    [Fact]
    public void With_GivenBadParameters_ReportsAllAtOnce()
    {
        var error = Assert.Throws<ArgumentException>(() => FeaturePipeline.Auto.With(
            "a", FeatureStep.Buckets(3, 1), FeatureStep.ImputeConstant(double.NaN), FeatureStep.OneHot(0, 0)));

        foreach (var part in new[] { "'a'", "boundaries are 3, 1", "constant is NaN", "minimumCount is 0", "maximumLevels is 0", "'one-hot' must be the only step", "'impute' cannot follow" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => FeaturePipeline.Auto.With("a"));
        Assert.Throws<ArgumentException>(() => FeaturePipeline.Auto.With("a", FeatureStep.Hash(25)));
        Assert.Throws<ArgumentException>(() => FeaturePipeline.Auto.With("a", FeatureStep.HashText(18, 0)));
        Assert.Throws<ArgumentException>(() => FeaturePipeline.Auto.With("a", FeatureStep.MinMax(1, 1)));
        Assert.Throws<ArgumentException>(() => FeaturePipeline.Auto.With("a", FeatureStep.Standardize(), FeatureStep.MinMax()));
    }

    [Fact]
    public void FitTransform_GivenLog1pOfMinusOne_NamesRow()
    {
        var error = Assert.Throws<DataFormatException>(() => new Columns().Add("a", 1, -1).Fit(
            FeaturePipeline.Auto.With("a", FeatureStep.Log1p()), Columns.Cluster));

        Assert.Contains("row 2: log1p needs values greater than -1 ('-1')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_GivenMissingOrWrongColumns_ReportsAllAndTheColumnsFound()
    {
        var fitted = new Columns().Add("n", 1, 2).Add("t", "a", "b").AddVectors("v", [1, 2], [3, 4]).Fit(FeaturePipeline.Auto, Columns.Cluster);
        using var matrix = fitted.Matrix;

        var error = TransformError(fitted.Pipeline, new Columns().Add("t", 1, 2).AddVectors("v", [1], [2]).Add("extra", 1, 2));

        foreach (var part in new[] { "column 'n': the column is missing", "column 't': the column is of type double", "fitted on text", "vectors have 1 values", "Columns found: t double", "extra double" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Transform_GivenUnknownClass_NamesRowAndClasses()
    {
        var fitted = Labelled("x", "z", "x").Fit(FeaturePipeline.Auto, Columns.Classify);
        using var matrix = fitted.Matrix;

        var error = TransformError(fitted.Pipeline, Labelled("z", "q", "x"));

        Assert.Contains("column 'y': row 2: the label is not a class of the training data (x, z) ('q')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_GivenOtherColumnOrderAndNoLabel_FindsColumnsByName()
    {
        var fitted = new Columns().Add("a", 1, 2).Add("b", "x", "y").Add("y", "u", "v").Label("y").Fit(FeaturePipeline.Auto, Columns.Classify);
        using var matrix = fitted.Matrix;

        using var other = fitted.Pipeline.Transform(
            new Columns().Add("b", "x", "y").Add("z", 1, 2).Add("a", 1, 2).Open(), Columns.Classify, TestContext.Current.CancellationToken);

        Assert.False(other.HasTargets);
        Assert.Equal(RandomRows.Densify(matrix), RandomRows.Densify(other));
    }

    [Fact]
    public void FitTransform_GivenSourceThatChangedBetweenPasses_SaysSo()
    {
        double?[] numbers = [.. Enumerable.Range(0, 100).Select(i => (double?)i)];
        var passes = 0;
        var error = Assert.Throws<DataFormatException>(() => FeaturePipeline.Auto.FitTransform(
            () => new Columns().Add("a", numbers[passes++..]).Open(), Columns.Cluster with { MemoryBudget = 100 }, TestContext.Current.CancellationToken));

        Assert.Contains("the first pass read 100 rows, the second 99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromJson_GivenAnyDamage_IsAFormatException()
    {
        var fitted = new Columns().Add("n", 1, (double?)null).Add("t", "a", "b").AddVectors("v", [1, 2], [3, 4]).AddSparse("s", ([1], [2]), ([0], [1]))
            .Add("y", "u", "w").Label("y").Fit(FeaturePipeline.Auto.With("n", FeatureStep.Buckets(1, 2)), Columns.Classify);
        using var matrix = fitted.Matrix;
        var json = fitted.Pipeline.ToJson().ToJsonString();
        var hostile = new JsonNode?[] { null, JsonValue.Create(-1), JsonValue.Create(1e18), JsonValue.Create("x"), new JsonArray(), new JsonObject(), JsonValue.Create(true) };
        var rejected = 0;

        foreach (var path in Paths(JsonNode.Parse(json)!, []))
        {
            foreach (var value in hostile)
            {
                var root = JsonNode.Parse(json)!;
                Replace(root, path, value?.DeepClone());
                try
                {
                    // What is still valid (another name, another flag) must be usable.
                    var pipeline = FittedFeaturePipeline.FromJson(root.AsObject());
                    _ = pipeline.FeatureNames[pipeline.FeatureCount - 1];
                    pipeline.CreateRowEncoder().NewRow();
                }
                catch (FormatException)
                {
                    rejected++;
                }
            }
        }

        Assert.InRange(rejected, 200, int.MaxValue);
        Assert.Throws<FormatException>(() => FittedFeaturePipeline.FromJson([]));
    }

    [Theory]
    [InlineData("""{"step":"hash","bits":40}""", "text", 1)]
    [InlineData("""{"step":"hash","bits":1}""", "text", 9)]
    [InlineData("""{"step":"hash-text","bits":10,"ngrams":99}""", "text", 1)]
    [InlineData("""{"step":"vector","fill":[0],"shift":[0],"scale":[1]}""", "vector", 1000000000)]
    [InlineData("""{"step":"vector","fill":[0,0],"shift":[0],"scale":[1]}""", "vector", 3)]
    [InlineData("""{"step":"vector","fill":[0],"shift":[0],"scale":[1e39]}""", "vector", 1)]
    [InlineData("""{"step":"one-hot","levels":["a","a"],"rare":false,"missing":false}""", "text", 1)]
    [InlineData("""{"step":"one-hot","levels":[],"rare":false,"missing":false}""", "text", 1)]
    [InlineData("""{"step":"buckets","boundaries":[2,1],"missing":false}""", "number", 1)]
    [InlineData("""{"step":"sparse","scale":null}""", "sparse-vector", 2000000000)]
    [InlineData("""{"step":"sparse","scale":null}""", "number", 1)]
    [InlineData("""{"step":"number","step":"number"}""", "number", 1)]
    [InlineData("""{"step":"assembly"}""", "number", 1)]
    public void FromJson_GivenHostileStep_IsAFormatException(string step, string kind, int width)
    {
        var json = $$"""{"version":1,"sparse":false,"label":null,"inputs":[{"name":"a","kind":"{{kind}}","width":{{width}},"transform":{{step}}}]}""";

        Assert.Throws<FormatException>(() => FittedFeaturePipeline.FromJson(JsonNode.Parse(json)!.AsObject()));
    }

    [Fact]
    public void PipelineToJson_GivenSteps_RoundTripsAndComparesByContent()
    {
        var pipeline = (FeaturePipeline.Auto with { MinimumLevelCount = 3 })
            .With("a", FeatureStep.ImputeConstant(1.5, true), FeatureStep.Log1p(), FeatureStep.MinMax(-1, 1)).With("b", FeatureStep.Buckets(1, 2))
            .With("c", FeatureStep.OneHot(2, 7)).With("d", FeatureStep.Hash(9)).With("e", FeatureStep.HashText(8, 3)).With("f", FeatureStep.ImageScale())
            .With("g", FeatureStep.MaxAbs()).With("h", FeatureStep.PassThrough()).With("i", FeatureStep.Drop()).With("j", FeatureStep.Standardize());

        var again = FeaturePipeline.FromJson(JsonNode.Parse(pipeline.ToJson().ToJsonString())!.AsObject());

        Assert.Equal(pipeline, again);
        Assert.Equal(pipeline.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(pipeline, again.With("b", FeatureStep.Buckets(1, 3)));
        Assert.Throws<FormatException>(() => FeaturePipeline.FromJson([]));
    }

    private static Columns Labelled(params string?[] labels) => new Columns().Add("a", 1, 2, 3).Add("y", labels).Label("y");

    private static Columns Labelled(params double?[] labels) => new Columns().Add("a", 1, 2, 3).Add("y", labels).Label("y");

    private static void AssertError(Columns table, FitOptions options, params string[] parts)
    {
        var error = Assert.Throws<DataFormatException>(() => table.Fit(FeaturePipeline.Auto, options));

        Assert.StartsWith("table.csv", error.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static DataFormatException TransformError(FittedFeaturePipeline pipeline, Columns table) =>
        Assert.Throws<DataFormatException>(() => pipeline.Transform(table.Open(), Columns.Classify, TestContext.Current.CancellationToken));

    private static IEnumerable<object[]> Paths(JsonNode node, object[] path) => node switch
    {
        JsonObject o => o.SelectMany(p => Child(p.Value, [.. path, p.Key])),
        JsonArray a => a.SelectMany((item, i) => Child(item, [.. path, i])),
        _ => [],
    };

    private static IEnumerable<object[]> Child(JsonNode? node, object[] path) => [path, .. node is null ? [] : Paths(node, path)];

    private static void Replace(JsonNode root, object[] path, JsonNode? value)
    {
        foreach (var key in path[..^1])
        {
            root = key is string name ? root[name]! : root[(int)key]!;
        }

        if (path[^1] is string last)
        {
            root[last] = value;
        }
        else
        {
            root[(int)path[^1]] = value;
        }
    }
}
