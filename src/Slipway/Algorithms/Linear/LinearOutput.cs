namespace Slipway;

/// <summary>How a linear model's scores become outputs.</summary>
internal enum LinearOutput
{
    /// <summary>Probabilities: logistic of one score for two classes, softmax for more.</summary>
    Softmax,

    /// <summary>
    /// Uncalibrated: logistic of each class's margin, scaled to sum to 1. The order of classes is that of the margins.
    /// </summary>
    Margin,

    /// <summary>The score itself.</summary>
    Value,
}
