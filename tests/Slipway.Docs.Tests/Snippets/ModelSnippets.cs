using Slipway.Models;

namespace Slipway.Docs.Tests.Snippets;

public class ModelSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task Predict_GivenEachKindOfInput_Answers()
    {
        #region predict-train
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class").WithFeatures("alcohol", "flavanoids", "proline");
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(wine);
        #endregion

        #region predict-records
        using var predictor = model.CreatePredictor<Bottle, Classification>();
        var one = predictor.Predict(new Bottle(14.2, 3.1f, 1065));       // Label, ClassIndex, Probability

        Bottle[] bottles = [new(14.2, 3.1f, 1065), new(12.4, 0.6f, null)]; // null is a missing value
        var answers = new Classification[bottles.Length];
        predictor.Predict(bottles, answers);                              // many rows: faster than a loop

        Span<float> probabilities = stackalloc float[predictor.OutputWidth];
        predictor.Predict(bottles[0], probabilities);                     // all classes, in the order of model.Classes
        #endregion

        #region predict-others
        using var labels = model.CreatePredictor<Dictionary<string, object?>, string>();
        var fromDictionary = labels.Predict(new() { ["alcohol"] = 14.2, ["flavanoids"] = "3.1", ["proline"] = null });

        using var indices = model.CreatePredictor<float[], int>();       // values in the order of model.Features.Inputs
        var fromArray = indices.Predict([14.2f, 3.1f, 1065f]);

        using var vectors = model.CreateVectorPredictor();               // spans: one row or several, no allocation
        Span<float> scores = stackalloc float[vectors.OutputWidth];
        vectors.Predict([14.2f, 3.1f, 1065f], scores);
        #endregion

        Assert.Equal("class_0", one.Label);
        Assert.Equal("class_0", answers[0].Label);
        Assert.Equal("class_0", fromDictionary);
        Assert.Equal(0, fromArray);
        Assert.Equal(one.Probability, probabilities[0]);
        Assert.Equal(one.Probability, scores[0]);
    }

    #region predict-records (2)
    public record Bottle(double Alcohol, float Flavanoids, int? Proline);
    #endregion

    [Fact]
    public async Task SaveAndLoad_GivenPaths_FindTheModel()
    {
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");

        #region save-load
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").WithJobName("wine-1").FitAsync(wine);
        await model.SaveAsync("models/wine");                                 // models/wine/model.tar.gz
        await model.SaveAsync("models/wine-v2.tar.gz");                       // this file

        using var fromFolder = await TrainedModel.LoadAsync("models/wine");
        using var fromFile = await TrainedModel.LoadAsync("models/wine-v2.tar.gz");
        using var fromJob = await TrainedModel.LoadAsync("jobs/wine-1");      // a job keeps its model in output/
        #endregion

        Assert.All([fromFolder, fromFile, fromJob], m => Assert.Equal(model.Digest, m.Digest));

        await File.WriteAllBytesAsync("models/cut.tar.gz", (await File.ReadAllBytesAsync("models/wine-v2.tar.gz"))[..^200]);

        #region save-load-damaged
        try
        {
            using var damaged = await TrainedModel.LoadAsync("models/cut.tar.gz");
        }
        catch (ArtifactException e)
        {
            Console.WriteLine(e.Artifact); // which file
            Console.WriteLine(e.Message);  // what is wrong with it
        }
        #endregion

        await Assert.ThrowsAsync<ArtifactException>(() => TrainedModel.LoadAsync("models/cut.tar.gz").AsTask());
    }

    [Fact]
    public async Task Evaluate_GivenTestRows_ReportsMetrics()
    {
        #region evaluate
        var patients = DataChannel.FromCsv("breast_cancer.csv").WithLabel("diagnosis");
        var (train, test) = patients.Split(0.8, seed: 1, stratified: true);
        using var model = await Estimator.For(new LinearClassifier { L2 = 1e-2 }).WithOutput("jobs").FitAsync(train);

        var report = await model.EvaluateAsync(test);
        Console.WriteLine(report);                                    // a table, with the confusion matrix
        var auc = report.Metrics["auc"];
        var direction = EvaluationReport.DirectionOf("log_loss");     // Minimize
        var missed = report.ConfusionMatrix[1][0];                    // true class 1, predicted class 0
        #endregion

        Assert.InRange(report.Metrics["accuracy"], 0.93, 1);
        Assert.InRange(auc, 0.98, 1);
        Assert.Equal(MetricDirection.Minimize, direction);
        Assert.InRange(missed, 0, 5);
        Assert.Equal(["benign", "malignant"], report.Classes);
    }

    [Fact]
    public async Task LoadAsync_GivenLimits_RefusesBeforeReading()
    {
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(wine);
        await model.SaveAsync("models/limited.tar.gz");

        #region load-limits
        var limits = new ArtifactLimits { TotalBytes = 100 * 1024 * 1024, Entries = 20 };
        using var loaded = await TrainedModel.LoadAsync("models/limited.tar.gz", limits: limits);
        #endregion

        Assert.Equal(model.Digest, loaded.Digest);
        await Assert.ThrowsAsync<ArtifactException>(
            () => TrainedModel.LoadAsync("models/limited.tar.gz", limits: limits with { TotalBytes = 100 }).AsTask());
    }
}
