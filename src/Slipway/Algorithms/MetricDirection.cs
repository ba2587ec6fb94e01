namespace Slipway;

/// <summary>Which way a metric gets better.</summary>
public enum MetricDirection
{
    /// <summary>Lower is better (losses, errors).</summary>
    Minimize,

    /// <summary>Higher is better (accuracy, AUC).</summary>
    Maximize,
}
