using System.Text.Json.Nodes;
using Apache.Arrow.Types;
using Slipway.Features;
using Slipway.Models;
using Slipway.Tests.Prediction;

namespace Slipway.Tests.ModelTests;

public sealed class EvaluationTests : IDisposable
{
    private static readonly Reading[] Rows =
    [
        new(0.1, 0, "no", 0.5), new(0.8, 0, "yes", 0.7, Weight: 3), new(0.6, 0, "no", 0.6), new(0.4, 0, "yes", 1.4, Weight: 0),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EvaluateAsync_GivenBatchRegressor_ReadsScoreColumn(bool wide)
    {
        using var model = Batches<BatchRegressor>(new BatchModel(false, wide ? DoubleType.Default : FloatType.Default));

        var plain = await model.EvaluateAsync(Channel("Amount"), cancellationToken: Token);
        var weighted = await model.EvaluateAsync(Channel("Amount").WithWeight("Weight"), cancellationToken: Token);

        Assert.Equal((0.4 + 0.1 + 0 + 1.0) / 4, plain.Metrics["mae"], 1e-6);
        Assert.Equal(1.0, plain.Metrics["max_error"], 1e-6);
        Assert.Equal((0.4 + (3 * 0.1)) / 5, weighted.Metrics["mae"], 1e-6);
        Assert.Equal((LearningTask.Regression, 4), (plain.Task, plain.Rows));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EvaluateAsync_GivenBatchClassifier_ReadsScoreLists(bool wide)
    {
        using var model = Batches<BatchClassifier>(
            new BatchModel(true, wide ? DoubleType.Default : FloatType.Default), new LabelEncoding("Kind", ["no", "yes"]));

        var report = await model.EvaluateAsync(Channel("Kind").WithWeight("Weight"), cancellationToken: Token);

        Assert.Equal(4.0 / 5, report.Metrics["accuracy"], 1e-12);
        Assert.Equal(-(Math.Log(0.9) + (3 * Math.Log(0.8)) + Math.Log(0.4)) / 5, report.Metrics["log_loss"], 1e-6);
        Assert.Equal([[1, 1], [0, 3]], report.ConfusionMatrix);
        Assert.Equal(["no", "yes"], report.Classes);
    }

    [Fact]
    public async Task EvaluateAsync_GivenBatchModelWithoutClasses_SaysWhatToDo()
    {
        using var model = Batches<BatchClassifier>(new BatchModel(true, FloatType.Default));

        var error = await Assert.ThrowsAsync<NotSupportedException>(
            async () => await model.EvaluateAsync(Channel("Kind"), cancellationToken: Token));

        Assert.Contains("no class labels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateAsync_GivenBadRows_SaysWhatAndWhere()
    {
        using var regressor = Batches<BatchRegressor>(new BatchModel(false, FloatType.Default));
        using var classifier = Batches<BatchClassifier>(new BatchModel(true, FloatType.Default), new LabelEncoding("Kind", ["no", "yes"]));

        async Task<string> Message<T>(TrainedModel model, DataChannel channel) where T : Exception =>
            (await Assert.ThrowsAsync<T>(async () => await model.EvaluateAsync(channel, cancellationToken: Token))).Message;

        var infinite = DataChannel.From([.. Rows, new Reading(double.PositiveInfinity, 0, "no", 1)]).WithLabel("Amount");
        Assert.Contains("gave Infinity for row 5", await Message<SlipwayException>(regressor, infinite), StringComparison.Ordinal);
        Assert.Contains("no label", await Message<DataFormatException>(regressor, DataChannel.From(Rows)), StringComparison.Ordinal);
        var weightless = DataChannel.From(Rows.Select(r => r with { Weight = 0 })).WithLabel("Amount").WithWeight("Weight");
        Assert.Contains("weight 0", await Message<DataFormatException>(regressor, weightless), StringComparison.Ordinal);
        var unknown = await Message<DataFormatException>(classifier,
            DataChannel.From([.. Rows, new Reading(0, 0, "maybe", 1)]).WithLabel("Kind"));
        Assert.Contains("row 5", unknown, StringComparison.Ordinal);
        Assert.Contains("'maybe'", unknown, StringComparison.Ordinal);
        Assert.Contains("no, yes", unknown, StringComparison.Ordinal);
        Assert.Contains("2 scores a row; its task asks for 1", await Message<SlipwayException>(
            Batches<BatchRegressor>(new BatchModel(true, FloatType.Default)), Channel("Amount")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateAsync_GivenClusters_MeasuresTheSilhouette()
    {
        var rows = Enumerable.Range(0, 60).Select(i => new Reading((i % 2 * 50) + (i % 5), i % 3, "", 0)).ToArray();
        var channel = DataChannel.From(rows.Select(r => new { r.A, r.B }));
        var fitted = FeaturePipeline.Auto.FitTransform(() => channel.Open(), new FitOptions(LearningTask.Clustering), Token);
        fitted.Matrix.Dispose();
        using var model = new TrainedModel(new SignModel(fitted.Pipeline.FeatureCount), new SignClusters(), fitted.Pipeline, [],
            new ModelLineage());

        var report = await model.EvaluateAsync(channel, cancellationToken: Token);

        Assert.Equal(["silhouette"], report.Metrics.Keys);
        Assert.InRange(report.Metrics["silhouette"], 0.4, 1);
        Assert.Contains("clustering on 60 rows", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_GivenModelWithFeatures_PredictsAndEvaluatesAlike()
    {
        var channel = DataChannel.From(WineRow.Many(300)).WithLabel("Band");
        using var model = Training.Fit(new NearestCentroid(), channel);
        var services = SlipwayServices.Default.AddAlgorithm<NearestCentroid>();
        await model.SaveAsync(_folder.Root, services, Token);

        using var loaded = await TrainedModel.LoadAsync(_folder.Root, services, cancellationToken: Token);

        Assert.Equal(model.Digest, loaded.Digest);
        Assert.Equal(model.Classes, loaded.Classes);
        Assert.Equal(Training.BatchScores(model, channel), Training.BatchScores(loaded, channel));
        var (before, after) = (await model.EvaluateAsync(channel, cancellationToken: Token),
            await loaded.EvaluateAsync(channel, cancellationToken: Token));
        Assert.Equal(before.Metrics, after.Metrics);
        Assert.Equal(300, after.Rows);
        Assert.True(after.Metrics["accuracy"] > 0.9, after.ToString());
        var archive = await File.ReadAllBytesAsync(_folder.File("model.tar.gz"), Token);
        var manifest = JsonNode.Parse(Artifacts.Unpack(archive)[0].Content)!;
        Assert.Equal("Band", manifest["schema"]!["label"]!.GetValue<string>());
        Assert.Equal(3, manifest["schema"]!["classes"]!.AsArray().Count);
        Assert.Contains(
            manifest["schema"]!["inputs"]!.AsArray(),
            i => i!["name"]!.GetValue<string>() == "MalicAcid" && i["kind"]!.GetValue<string>() == "number");
    }

    [Fact]
    public async Task LoadAsync_GivenFeaturesThatDoNotFitTheFormat_Refuses()
    {
        using var model = Training.Fit(new NearestCentroid(), DataChannel.From(WineRow.Many(60)).WithLabel("Band"));
        await model.SaveAsync(_folder.Root, cancellationToken: Token);
        var archive = await File.ReadAllBytesAsync(_folder.File("model.tar.gz"), Token);

        var refused = 0;
        var random = new Random(3);
        var services = SlipwayServices.Default.AddAlgorithm<NearestCentroid>();
        for (var i = 0; i < 500; i++)
        {
            // A wild byte in features.json, with size, hash and digest made right again: only the pipeline itself can see it.
            var files = Artifacts.Unpack(archive);
            var at = files.FindIndex(f => f.Name == "features.json");
            files[at].Content[random.Next(files[at].Content.Length)] = (byte)random.Next(32, 127);
            try
            {
                Artifacts.Load(Artifacts.Signed(files), services).Dispose();
            }
            catch (ArtifactException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 500);
    }

    private static DataChannel Channel(string label) => DataChannel.From(Rows).WithLabel(label);

    private static TrainedModel Batches<T>(Model model, LabelEncoding? label = null) where T : Algorithm, new() =>
        new(model, new T(), null, [], new ModelLineage(), label: label);

    private abstract record Untrained : Algorithm
    {
        public override Model Train(TrainingContext context) => throw new NotSupportedException("The tests make the model by hand.");

        public override Model LoadModel(ModelReader reader) => throw new NotSupportedException("Never saved.");
    }

    private sealed record BatchRegressor : Untrained
    {
        public override AlgorithmDescription Describe() =>
            new("tests.batch-regressor", LearningTask.Regression, []) { Input = AlgorithmInput.RecordBatches };
    }

    private sealed record BatchClassifier : Untrained
    {
        public override AlgorithmDescription Describe() =>
            new("tests.batch-classifier", LearningTask.Classification, []) { Input = AlgorithmInput.RecordBatches };
    }

    private sealed record SignClusters : Untrained
    {
        public override AlgorithmDescription Describe() =>
            new("tests.sign-clusters", LearningTask.Clustering, []) { Input = AlgorithmInput.DenseFeatures };
    }

    /// <summary>Two clusters, by the sign of the first feature.</summary>
    private sealed class SignModel(int width) : VectorModel
    {
        public override int InputWidth => width;

        public override int OutputWidth => 1;

        public override void Score(FeatureBlock features, Span<float> output)
        {
            for (var row = 0; row < features.Rows; row++)
            {
                output[row] = features.Values[row * width] > 0 ? 1 : 0;
            }
        }

        public override void Save(ModelWriter writer) => writer.WriteValue("width", width);
    }
}
