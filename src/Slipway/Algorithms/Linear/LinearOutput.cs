namespace Slipway;

/// <summary>How a linear model's scores become outputs.</summary>
internal enum LinearOutput
{
    /// <summary>
    /// Logistic of one score for two classes, softmax for more. Probabilities for the logistic loss; for hinge losses uncalibrated, but in the order
    /// of the margins.
    /// </summary>
    Softmax,

    /// <summary>The score itself.</summary>
    Value,
}
