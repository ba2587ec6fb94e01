namespace Slipway.Docs.Tests.Snippets;

public class SvmSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task Classifier_GivenBreastCancer_IsAccurate()
    {
        #region svm-classifier
        var patients = DataChannel.FromCsv("breast_cancer.csv").WithLabel("diagnosis");
        var (train, test) = patients.Split(0.8, seed: 1, stratified: true);
        var algorithm = new SvmClassifier { C = 1, Calibrate = true };   // RBF kernel, gamma from the data
        using var model = await Estimator.For(algorithm).WithOutput("jobs").FitAsync(train);

        var report = await model.EvaluateAsync(test);
        Console.WriteLine(report.Metrics["accuracy"]);
        #endregion

        Assert.True(report.Metrics["accuracy"] > 0.93, $"{report.Metrics["accuracy"]}");
        Assert.True(report.Metrics["log_loss"] < 0.25, $"{report.Metrics["log_loss"]}");
    }

    [Fact]
    public async Task Linear_GivenBreastCancer_IsAccurate()
    {
        var patients = DataChannel.FromCsv("breast_cancer.csv").WithLabel("diagnosis");
        var (train, test) = patients.Split(0.8, seed: 1, stratified: true);

        #region svm-linear
        var algorithm = new SvmClassifier { Kernel = SvmKernel.Linear, Solver = SvmSolver.DualCoordinateDescent, C = 1 };
        using var model = await Estimator.For(algorithm).WithOutput("jobs").FitAsync(train);
        #endregion

        Assert.True((await model.EvaluateAsync(test)).Metrics["accuracy"] > 0.93);
    }

    [Fact]
    public async Task Regressor_GivenWine_Explains()
    {
        #region svm-regressor
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("proline");
        var (train, test) = wine.Split(0.8, seed: 1);
        var algorithm = new SvmRegressor { C = 1000, Epsilon = 20 };   // in units of the target
        using var model = await Estimator.For(algorithm).WithOutput("jobs").FitAsync(train);
        #endregion

        Assert.True((await model.EvaluateAsync(test)).Metrics["r2"] > 0.5);
    }
}
