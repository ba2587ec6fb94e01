using Slipway.Data;

namespace Slipway.Features;

/// <summary>What turns raw rows into float32 features. Immutable; fitted on the training channel when a job starts.</summary>
public sealed partial record FeaturePipeline
{
    /// <summary>Chooses a step for each column by its type and values.</summary>
    public static FeaturePipeline Auto { get; } = new();

    /// <summary>Fits the steps on a channel in one streaming pass, and transforms the channel.</summary>
    /// <param name="open">Opens a pass over the channel; called once, or twice when the raw rows do not fit the budget.</param>
    /// <param name="options">Task, layout wanted, memory, spill folder.</param>
    /// <param name="cancellationToken">Seen within one record batch.</param>
    public FittedData FitTransform(Func<ChannelReader> open, FitOptions options, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
