using System.Globalization;
using System.Text;

namespace Slipway.Models;

/// <summary>How good a model is on the rows of a channel.</summary>
public sealed record EvaluationReport
{
    /// <summary>What the model does.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>Number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>
    /// Metrics by name. Classification: <c>accuracy</c>, <c>log_loss</c>, <c>auc</c> (two classes: of the second one; more: mean of each
    /// class against the rest), <c>precision</c>, <c>recall</c>, <c>f1</c> (two classes: of the second one), <c>precision_macro</c>,
    /// <c>recall_macro</c>, <c>f1_macro</c>, <c>f1_weighted</c>. Regression: <c>rmse</c>, <c>mae</c>, <c>r2</c>, <c>max_error</c>.
    /// Clustering: <c>silhouette</c>, exact up to 5,000 rows (fewer when 5,000 rows have more than 64 Mi features), of a sample of that
    /// many beyond; the sample depends on the number of rows only, and rows count the same whatever their weight; of models with centres
    /// also <c>ssd</c> and <c>msd</c>, the weighted sum and mean of the squared distances to the nearest centre. Transformation:
    /// <c>explained_variance_ratio</c>. Anomaly detection: <c>score_mean</c> and <c>score_deviation</c> of the rows.
    /// Definitions are scikit-learn's; a metric that the rows do not define (AUC with one class only) is left out.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Class labels in the order of <see cref="ConfusionMatrix"/>; empty unless the task is classification.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Weight of the rows of each true class (first index) that got each predicted class (second index); empty beyond 1,000
    /// classes.</summary>
    public IReadOnlyList<IReadOnlyList<double>> ConfusionMatrix { get; init; } = [];

    /// <summary>Which way a metric gets better.</summary>
    /// <param name="metric">A name of <see cref="Metrics"/>.</param>
    public static MetricDirection DirectionOf(string metric) =>
        metric is "log_loss" or "rmse" or "mae" or "max_error" or "msd" or "ssd" ? MetricDirection.Minimize : MetricDirection.Maximize;

    /// <summary>A table of the metrics and, up to 20 classes, the confusion matrix.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{TaskNames.Of(Task)} on {Rows} rows\n");
        foreach (var (name, value) in Metrics)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name,-16} {value,12:0.000000}\n");
        }

        if (ConfusionMatrix.Count is 0 or > 20)
        {
            return text.ToString();
        }

        var width = Math.Max(8, Classes.Max(c => Math.Min(c.Length, 16)) + 1);
        text.Append("  true \\ predicted\n  ").Append(' ', width);
        foreach (var label in Classes)
        {
            text.Append(Shortened(label).PadLeft(width));
        }

        for (var i = 0; i < Classes.Count; i++)
        {
            text.Append("\n  ").Append(Shortened(Classes[i]).PadRight(width));
            foreach (var weight in ConfusionMatrix[i])
            {
                text.Append(weight.ToString("0.##", CultureInfo.InvariantCulture).PadLeft(width));
            }
        }

        return text.Append('\n').ToString();
    }

    private static string Shortened(string label) => label.Length > 16 ? label[..16] : label;
}
