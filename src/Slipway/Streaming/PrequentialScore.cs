using System.Text.Json.Nodes;

namespace Slipway.Streaming;

/// <summary>
/// Metrics of rows that are scored before they are learned (Dawid, Journal of the Royal Statistical Society A 147, 1984; Gama, Sebastiao and Rodrigues,
/// Machine Learning 90, 2013). Sums only, so that parts can be kept and gone on with.
/// </summary>
internal sealed class PrequentialScore(LearningTask task)
{
    /// <summary>Probabilities are kept this far from 0 and 1 in the log loss, as everywhere.</summary>
    private const double Clip = 1.1920929e-07;

    private double _weight;
    private double _loss;
    private double _right;
    private double _magnitudes;

    /// <summary>Whether any row counts.</summary>
    public bool IsDefined => _weight > 0;

    /// <summary>Adds rows.</summary>
    /// <param name="outputs">Of the model, row by row.</param>
    /// <param name="width">Outputs of a row.</param>
    /// <param name="targets">One a row.</param>
    /// <param name="weights">One a row, or empty.</param>
    /// <exception cref="TrainingDivergedException">An output is not finite.</exception>
    public void Add(ReadOnlySpan<float> outputs, int width, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            var row = outputs.Slice(i * width, width);
            var loss = task == LearningTask.Classification ? Classify(row, (int)targets[i], weight) : Measure(row[0], targets[i], weight);
            if (!double.IsFinite(loss))
            {
                throw new TrainingDivergedException("prequential:loss", loss, 0);
            }

            _loss += weight * loss;
            _weight += weight;
        }
    }

    public void Clear() => (_weight, _loss, _right, _magnitudes) = (0, 0, 0, 0);

    /// <summary>Names without the prefix, values, and which way they get better.</summary>
    public IEnumerable<(string Name, double Value, MetricDirection Direction)> Metrics()
    {
        yield return ("loss", _loss / _weight, MetricDirection.Minimize);
        if (task == LearningTask.Classification)
        {
            yield return ("accuracy", _right / _weight, MetricDirection.Maximize);
        }
        else
        {
            yield return ("rmse", Math.Sqrt(2 * _loss / _weight), MetricDirection.Minimize);
            yield return ("mae", _magnitudes / _weight, MetricDirection.Minimize);
        }
    }

    public JsonArray Save() => [_weight, _loss, _right, _magnitudes];

    public void Restore(JsonNode saved) => (_weight, _loss, _right, _magnitudes) = (
        saved[0]!.GetValue<double>(), saved[1]!.GetValue<double>(), saved[2]!.GetValue<double>(), saved[3]!.GetValue<double>());

    private double Classify(ReadOnlySpan<float> outputs, int target, double weight)
    {
        var (predicted, sum) = (0, (double)outputs[0]);
        for (var k = 1; k < outputs.Length; k++)
        {
            sum += outputs[k];
            predicted = outputs[k] > outputs[predicted] ? k : predicted;
        }

        _right += predicted == target ? weight : 0;
        return -Math.Log(Math.Clamp(outputs[target] / sum, Clip, 1 - Clip));
    }

    private double Measure(float output, float target, double weight)
    {
        var error = (double)output - target;
        _magnitudes += weight * Math.Abs(error);
        return error * error / 2;
    }
}
