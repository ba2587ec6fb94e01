namespace Slipway.Prediction;

/// <summary>Makes an answer of the model's outputs of a row. Immutable and thread-safe.</summary>
internal abstract class OutputReader<TOut>
{
    /// <summary>The answer.</summary>
    /// <param name="outputs">The outputs of one row.</param>
    public abstract TOut Read(ReadOnlySpan<float> outputs);
}
