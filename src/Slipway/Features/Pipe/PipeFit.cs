using Slipway.Data;

namespace Slipway.Features;

/// <summary>The first pass of a training from a stream: fits the features, or takes known ones, and sums up what training needs to know in advance.</summary>
/// <param name="options">Task, layout and memory.</param>
/// <param name="cancellationToken">Seen within one record batch.</param>
internal sealed class PipeFit(FitOptions options, CancellationToken cancellationToken)
{
    /// <summary>What was done that the caller may not expect, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Runs the pass.</summary>
    /// <param name="open">Starts the pass.</param>
    /// <param name="pipeline">What to fit.</param>
    /// <param name="known">Features of a model to go on from, or null.</param>
    /// <param name="openEpoch">Starts the pass of an epoch, by seed and number; the token ends waiting for rows.</param>
    /// <exception cref="SlipwayException">The budget does not hold a pool of rows.</exception>
    public PipeRows Run(
        Func<ChannelReader> open, FeaturePipeline pipeline, FittedFeaturePipeline? known, Func<ulong, int, CancellationToken, ChannelReader> openEpoch)
    {
        using var reader = open();
        using var summary = new StreamSummary(reader, options.Task);
        var observed = new ChannelReader(summary, reader.Roles, reader.Description);
        var features = known ?? Fit(pipeline, observed);
        while (observed.Read() is { } batch)
        {
            batch.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (summary.Rows == 0)
        {
            throw PipelineFit.NoRows(reader.Description);
        }

        return new PipeRows(openEpoch, features, summary.Rows, summary.Targets(features.Label), summary.Fingerprint(), options.MemoryBudget);
    }

    private FittedFeaturePipeline Fit(FeaturePipeline pipeline, ChannelReader reader)
    {
        var fit = new PipelineFit(pipeline, options, cancellationToken);
        var (fitted, _) = fit.Learn(reader);
        Warnings = fit.Warnings;
        return fitted;
    }
}
