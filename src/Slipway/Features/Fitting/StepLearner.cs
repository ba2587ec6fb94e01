namespace Slipway.Features;

/// <summary>Sees a column's values once, batch by batch, and then knows the step.</summary>
internal abstract class StepLearner
{
    /// <summary>Values seen that were not missing.</summary>
    public long Present { get; protected set; }

    /// <summary>Missing values seen.</summary>
    public long Missing { get; protected set; }

    /// <summary>Looks at all rows of a batch.</summary>
    /// <exception cref="InvalidFeatureException">A value cannot be learned from.</exception>
    public abstract void Observe(ColumnSource source, int rows, StepScratch scratch);

    /// <summary>The step; at least one value was present.</summary>
    public abstract LearnedStep Complete();
}
