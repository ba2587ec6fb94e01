using System.Globalization;

namespace Slipway;

/// <summary>A loss or metric became NaN or infinite.</summary>
public sealed class TrainingDivergedException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="metric">The metric, e.g. <c>train:loss</c>.</param>
    /// <param name="value">NaN or an infinity.</param>
    /// <param name="epoch">1-based pass over the data; 0 when not in a pass.</param>
    public TrainingDivergedException(string metric, double value, int epoch)
        : this(
            metric, value, epoch,
            "Try a learning rate ten times smaller, shorter gradients (MaxGradientNorm of a perceptron), or look for extreme values in the data.")
    {
    }

    /// <summary>With what helps this learner.</summary>
    internal TrainingDivergedException(string metric, double value, int epoch, string remedy)
        : base(string.Create(CultureInfo.InvariantCulture, $"{metric} became {value} {(epoch > 0 ? $"in epoch {epoch}" : "")}: training diverged. {remedy}"))
    {
        Metric = metric;
        Value = value;
        Epoch = epoch;
    }

    /// <summary>The metric.</summary>
    public string Metric { get; }

    /// <summary>NaN or an infinity.</summary>
    public double Value { get; }

    /// <summary>1-based pass over the data; 0 when not in a pass.</summary>
    public int Epoch { get; }
}
