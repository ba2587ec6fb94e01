namespace Slipway.Models;

/// <summary>Metrics of predicted probabilities, gathered block by block. Definitions are those of scikit-learn 1.2.</summary>
/// <param name="classes">Number of classes, at least 2.</param>
/// <param name="withAuc">Whether to keep the scores, which the area under the ROC curve needs (4 bytes a row and class).</param>
internal sealed class ClassificationMetrics(int classes, bool withAuc)
{
    /// <summary>Probabilities are kept this far from 0 and 1 in the log loss, as float32 rounding already moves them.</summary>
    private const double Clip = 1.1920929e-07;

    /// <summary>Beyond, the confusion matrix (8 MB here) is left out, and the metrics of single classes come from three sums a
    /// class.</summary>
    public const int LargestConfusionMatrix = 1000;

    private readonly double[] _confusion = classes <= LargestConfusionMatrix ? new double[classes * classes] : [];
    private readonly double[] _hits = new double[classes];
    private readonly double[] _predicted = new double[classes];
    private readonly double[] _support = new double[classes];
    private readonly RankedScores? _scores = withAuc ? new RankedScores(classes) : null;
    private double _logLoss;
    private double _total;
    private double _right;

    public long Rows { get; private set; }

    /// <summary>Sum of the weights; metrics are defined when it is above 0.</summary>
    public double TotalWeight => _total;

    public double Accuracy => _right / _total;

    public double LogLoss => _logLoss / _total;

    /// <summary>Adds rows.</summary>
    /// <param name="probabilities"><c>[rows x classes]</c>.</param>
    /// <param name="targets">A class index a row.</param>
    /// <param name="weights">A weight a row, or empty.</param>
    public void Add(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        for (var row = 0; row < targets.Length; row++)
        {
            var outputs = probabilities.Slice(row * classes, classes);
            var target = (int)targets[row];
            double weight = weights.IsEmpty ? 1 : weights[row];
            var predicted = 0;
            double sum = outputs[0];
            for (var k = 1; k < classes; k++)
            {
                sum += outputs[k];
                predicted = outputs[k] > outputs[predicted] ? k : predicted;
            }

            if (_confusion.Length > 0)
            {
                _confusion[(target * classes) + predicted] += weight;
            }

            _hits[target] += predicted == target ? weight : 0;
            _predicted[predicted] += weight;
            _support[target] += weight;
            _right += predicted == target ? weight : 0;
            _logLoss -= weight * Math.Log(Math.Clamp(outputs[target] / sum, Clip, 1 - Clip));
            _total += weight;
            _scores?.Add(outputs, target, (float)weight);
        }

        Rows += targets.Length;
    }

    public EvaluationReport ToReport(IReadOnlyList<string> labels)
    {
        var metrics = new Dictionary<string, double> { ["accuracy"] = Accuracy, ["log_loss"] = LogLoss };
        if (_scores?.Auc() is { } auc)
        {
            metrics["auc"] = auc;
        }

        // As scikit-learn does, means are over the classes that occur among labels or predictions.
        var perClass = Enumerable.Range(0, classes).Where(k => _predicted[k] + _support[k] > 0).Select(OfClass).ToArray();
        if (classes == 2)
        {
            var second = OfClass(1);
            (metrics["precision"], metrics["recall"], metrics["f1"]) = (second.Precision, second.Recall, second.F1);
        }

        metrics["precision_macro"] = perClass.Average(c => c.Precision);
        metrics["recall_macro"] = perClass.Average(c => c.Recall);
        metrics["f1_macro"] = perClass.Average(c => c.F1);
        metrics["f1_weighted"] = perClass.Sum(c => c.F1 * c.Support) / _total;
        return new EvaluationReport
        {
            Task = LearningTask.Classification,
            Rows = Rows,
            Metrics = metrics,
            Classes = labels,
            ConfusionMatrix = _confusion.Length == 0
                ? []
                : [.. Enumerable.Range(0, classes).Select(i => (IReadOnlyList<double>)_confusion[(i * classes)..((i + 1) * classes)])],
        };
    }

    private (double Precision, double Recall, double F1, double Support) OfClass(int k) => (
        _predicted[k] > 0 ? _hits[k] / _predicted[k] : 0,
        _support[k] > 0 ? _hits[k] / _support[k] : 0,
        _predicted[k] + _support[k] > 0 ? 2 * _hits[k] / (_predicted[k] + _support[k]) : 0,
        _support[k]);
}
