namespace Slipway.Docs.Tests.Snippets;

public class TreeSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task Forest_GivenBreastCancer_SaysWhichFeaturesMatter()
    {
        #region trees-forest
        var cells = DataChannel.FromCsv("breast_cancer.csv").WithLabel("diagnosis");
        var (train, validation) = cells.Split(0.8, seed: 1);
        using var forest = await Estimator.For(new RandomForestClassifier { Trees = 200, MinSamplesLeaf = 2 }).FitAsync(train, validation);
        var outOfBag = forest.Metrics.Last(m => m.Name == "train:oob_accuracy").Value;

        var importances = ((TreeEnsembleModel)forest.Model).FeatureImportances;
        var ranked = forest.Features!.FeatureNames.Zip(importances).OrderByDescending(f => f.Second).Take(5);
        #endregion

        Assert.InRange(outOfBag, 0.93, 1);
        Assert.Equal(5, ranked.Count());
        Assert.True(ranked.First().Second > 1.0 / 30);
    }

    [Fact]
    public async Task Boosting_GivenBreastCancer_ReportsEachRound()
    {
        var (train, validation) = DataChannel.FromCsv("breast_cancer.csv").WithLabel("diagnosis").Split(0.8, seed: 1);

        #region trees-boosting
        var boosting = Estimator.For(new AdaBoostClassifier { Estimators = 100, LearningRate = 0.5, MaxDepth = 1 });
        using var boosted = await boosting.FitAsync(train, validation);
        var accuracy = boosted.Metrics.First(m => m.Name == "validation:accuracy").Value;  // after the last round
        #endregion

        Assert.Equal(100, ((TreeEnsembleModel)boosted.Model).TreeCount);
        Assert.InRange(accuracy, 0.94, 1);
    }
}
