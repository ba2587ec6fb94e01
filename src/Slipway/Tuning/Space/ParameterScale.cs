namespace Slipway;

/// <summary>On which scale equal steps of a numeric hyperparameter matter equally. SageMaker's names.</summary>
public enum ParameterScale
{
    /// <summary>Equal differences matter equally.</summary>
    Linear,

    /// <summary>Equal ratios matter equally; all values are positive.</summary>
    Log,

    /// <summary>Equal ratios of <c>1 - value</c> matter equally; all values are at least 0 and less than 1 (momentum, decay rates).</summary>
    ReverseLog,
}
