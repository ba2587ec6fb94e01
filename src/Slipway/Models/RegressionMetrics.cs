namespace Slipway.Models;

/// <summary>Metrics of predicted numbers, gathered block by block, weighted.</summary>
internal sealed class RegressionMetrics
{
    private double _total;
    private double _squares;
    private double _magnitudes;
    private double _largest;
    private double _targetMean;
    private double _targetSquares;

    public long Rows { get; private set; }

    /// <summary>Sum of the weights; metrics are defined when it is above 0.</summary>
    public double TotalWeight => _total;

    public double MeanSquaredError => _squares / _total;

    public void Add(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0)
            {
                continue;
            }

            var error = (double)predictions[i] - targets[i];
            _total += weight;
            _squares += weight * error * error;
            _magnitudes += weight * Math.Abs(error);
            _largest = Math.Max(_largest, Math.Abs(error));
            var difference = targets[i] - _targetMean;
            _targetMean += difference * weight / _total;
            _targetSquares += weight * difference * (targets[i] - _targetMean);
        }

        Rows += targets.Length;
    }

    public EvaluationReport ToReport()
    {
        var metrics = new Dictionary<string, double> { ["rmse"] = Math.Sqrt(MeanSquaredError), ["mae"] = _magnitudes / _total };
        if (_targetSquares > 0)
        {
            metrics["r2"] = 1 - (_squares / _targetSquares);
        }

        metrics["max_error"] = _largest;
        return new EvaluationReport { Task = LearningTask.Regression, Rows = Rows, Metrics = metrics };
    }
}
