using Slipway.Models;

namespace Slipway.Tests.ModelTests;

public class ClassificationMetricsTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData(false, 0.675, 0.6869838135, 0.6666666667, 0.6315789474, 0.6666666667, 0.6486486486, 0.6731615336, 0.6756128221)]
    [InlineData(true, 0.6857142857, 0.6580997274, 0.6970325794, 0.6545454545, 0.5901639344, 0.6206896552, 0.6761984861, 0.6833353358)]
    public void ToReport_GivenTwoClasses_MatchesScikitLearn(
        bool weighted, double accuracy, double logLoss, double auc, double precision, double recall, double f1, double f1Macro,
        double f1Weighted)
    {
        var report = Report(MetricRows.Binary(), 2, weighted);

        Check(report, ("accuracy", accuracy), ("log_loss", logLoss), ("auc", auc), ("precision", precision), ("recall", recall), ("f1", f1),
            ("f1_macro", f1Macro), ("f1_weighted", f1Weighted));
        Assert.Equal(40, report.Rows);
        double[][] confusion = weighted ? [[30, 9.5], [12.5, 18]] : [[15, 7], [6, 12]];
        Assert.Equal(confusion, report.ConfusionMatrix);
    }

    [Theory]
    [InlineData(false, 0.2, 1.5598968568, 0.5137898782, 0.1, 0.2262443439, 0.1036096257, 0.0958556150)]
    [InlineData(true, 0.2142857143, 1.5202743895, 0.5327851549, 0.1119323377, 0.2353264857, 0.1120833333, 0.1059285714)]
    public void ToReport_GivenFourClasses_MatchesScikitLearn(
        bool weighted, double accuracy, double logLoss, double auc, double precision, double recall, double f1, double f1Weighted)
    {
        var report = Report(MetricRows.Multiclass(), 4, weighted);

        Check(report, ("accuracy", accuracy), ("log_loss", logLoss), ("auc", auc), ("precision_macro", precision), ("recall_macro", recall),
            ("f1_macro", f1), ("f1_weighted", f1Weighted));
        Assert.DoesNotContain("f1", report.Metrics.Keys);
        double[] last = weighted ? [3, 0, 0, 20.5] : [2, 0, 0, 11];
        Assert.Equal(last, report.ConfusionMatrix[3]);
    }

    [Fact]
    public void ToReport_GivenClassThatNeverOccurs_LeavesItOutOfMeansAsScikitLearnDoes()
    {
        var report = Report(MetricRows.Multiclass(absent: true), 4, weighted: false);

        Check(report, ("precision_macro", 0.3771043771), ("recall_macro", 0.3800402212), ("f1_macro", 0.3759499759));
        Assert.DoesNotContain("auc", report.Metrics.Keys);
    }

    [Fact]
    public void Add_GivenBlocksOfAnySize_GivesTheSameReport()
    {
        var (probabilities, targets) = MetricRows.Multiclass();
        var weights = MetricRows.Weights(60, weighted: true);
        var whole = Report((probabilities, targets), 4, weighted: true);
        foreach (var size in new[] { 1, 7, 59 })
        {
            var metrics = new ClassificationMetrics(4, withAuc: true);
            for (var start = 0; start < 60; start += size)
            {
                var count = Math.Min(size, 60 - start);
                metrics.Add(probabilities.AsSpan(start * 4, count * 4), targets.AsSpan(start, count), weights.AsSpan(start, count));
            }

            Assert.Equal(whole.Metrics, metrics.ToReport(whole.Classes).Metrics);
        }
    }

    [Fact]
    public void Add_GivenWeightOfTwo_CountsAsTheRowTwice()
    {
        var (probabilities, targets) = MetricRows.Binary();
        var weighted = new ClassificationMetrics(2, withAuc: true);
        weighted.Add(probabilities, targets, [.. targets.Select((_, i) => i < 10 ? 2f : i < 20 ? 0 : 1)]);
        var repeated = new ClassificationMetrics(2, withAuc: true);
        repeated.Add(probabilities, targets, [.. targets.Select((_, i) => i < 10 ? 1f : i < 20 ? 0 : 1)]);
        repeated.Add(probabilities.AsSpan(0, 20), targets.AsSpan(0, 10), []);

        var (expected, actual) = (repeated.ToReport(["0", "1"]).Metrics, weighted.ToReport(["0", "1"]).Metrics);
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, value) in expected)
        {
            Assert.Equal(value, actual[name], 12);
        }
    }

    [Fact]
    public void Auc_GivenAllScoresTied_IsOneHalf()
    {
        var metrics = new ClassificationMetrics(2, withAuc: true);
        metrics.Add([0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], [0, 1, 1], [1, 2, 5]);

        Assert.Equal(0.5, metrics.ToReport(["0", "1"]).Metrics["auc"], 12);
    }

    [Fact]
    public void ToReport_GivenMoreClassesThanAMatrixIsMadeFor_LeavesItOut()
    {
        const int Classes = 1001;
        var metrics = new ClassificationMetrics(Classes, withAuc: false);
        var probabilities = new float[2 * Classes];
        (probabilities[7], probabilities[Classes + 1000]) = (1, 1);
        metrics.Add(probabilities, [7, 3], []);

        var report = metrics.ToReport([.. Enumerable.Range(0, Classes).Select(i => $"{i}")]);

        Assert.Empty(report.ConfusionMatrix);
        Assert.Equal(0.5, report.Metrics["accuracy"]);
        Assert.Equal(1.0 / 3, report.Metrics["f1_macro"], 12);
        Assert.DoesNotContain("predicted", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_GivenReport_PrintsMetricsAndMatrix()
    {
        var text = Report(MetricRows.Binary(), 2, weighted: false).ToString();

        Assert.Equal(
            """
            classification on 40 rows
              accuracy             0.675000
              log_loss             0.686984
              auc                  0.666667
              precision            0.631579
              recall               0.666667
              f1                   0.648649
              precision_macro      0.672932
              recall_macro         0.674242
              f1_macro             0.673162
              f1_weighted          0.675613
              true \ predicted
                       class 0 class 1
              class 0       15       7
              class 1        6      12

            """.ReplaceLineEndings("\n"), text);
    }

    private static EvaluationReport Report((float[] Probabilities, float[] Targets) rows, int classes, bool weighted)
    {
        var metrics = new ClassificationMetrics(classes, withAuc: true);
        metrics.Add(rows.Probabilities, rows.Targets, MetricRows.Weights(rows.Targets.Length, weighted));
        return metrics.ToReport([.. Enumerable.Range(0, classes).Select(i => $"class {i}")]);
    }

    private static void Check(EvaluationReport report, params (string Name, double Value)[] expected)
    {
        foreach (var (name, value) in expected)
        {
            Assert.True(Math.Abs(value - report.Metrics[name]) < Tolerance,
                $"{name} is {report.Metrics[name]}; scikit-learn 1.2.1 says {value}");
        }
    }
}
