using Slipway.Models;

namespace Slipway.Tests.ModelTests;

public class RegressionMetricsTests
{
    [Theory] // scikit-learn 1.2.1
    [InlineData(false, 3.1749015577, 1.9919999933, -0.2100840209)]
    [InlineData(true, 3.1063611730, 1.9514450883, -0.1922448372)]
    public void ToReport_GivenRows_MatchesScikitLearn(bool weighted, double rmse, double mae, double r2)
    {
        var (predictions, targets) = MetricRows.Regression();
        var metrics = new RegressionMetrics();
        var weights = MetricRows.Weights(50, weighted);
        metrics.Add(predictions.AsSpan(0, 20), targets.AsSpan(0, 20), weighted ? weights.AsSpan(0, 20) : []);
        metrics.Add(predictions.AsSpan(20), targets.AsSpan(20), weighted ? weights.AsSpan(20) : []);

        var report = metrics.ToReport();

        Assert.Equal(rmse, report.Metrics["rmse"], 1e-7);
        Assert.Equal(mae, report.Metrics["mae"], 1e-7);
        Assert.Equal(r2, report.Metrics["r2"], 1e-7);
        Assert.Equal(9.4000000954, report.Metrics["max_error"], 1e-7);
        Assert.Equal(50, report.Rows);
    }

    [Fact]
    public void ToReport_GivenTargetsFarFromZero_KeepsR2Exact()
    {
        // The textbook formula (mean of squares less square of mean) would be wrong in the third digit here.
        var metrics = new RegressionMetrics();
        metrics.Add([16777210f, 16777212f, 16777214f], [16777210f, 16777212f, 16777216f], []);

        Assert.Equal(1 - (4 / (56.0 / 3)), metrics.ToReport().Metrics["r2"], 1e-9);
    }

    [Fact]
    public void ToReport_GivenEqualTargets_LeavesR2Out()
    {
        var metrics = new RegressionMetrics();
        metrics.Add([1, 2], [3, 3], []);

        Assert.Equal(["rmse", "mae", "max_error"], metrics.ToReport().Metrics.Keys);
    }

    [Theory]
    [InlineData("rmse", MetricDirection.Minimize)]
    [InlineData("log_loss", MetricDirection.Minimize)]
    [InlineData("r2", MetricDirection.Maximize)]
    [InlineData("f1_macro", MetricDirection.Maximize)]
    [InlineData("silhouette", MetricDirection.Maximize)]
    public void DirectionOf_GivenMetric_SaysWhichWay(string name, MetricDirection expected) =>
        Assert.Equal(expected, EvaluationReport.DirectionOf(name));
}
