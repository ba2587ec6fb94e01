using Apache.Arrow;
using Slipway.Data;
using Slipway.Features;

namespace Slipway.Streaming;

/// <summary>Turns micro-batches into features, always in the same way. Used by the job's thread.</summary>
internal sealed class StreamEncoder(StreamingSpec spec, FittedFeaturePipeline features)
{
    private readonly BatchEncoder _encoder = new(features);

    /// <summary>Fits the features on the first rows.</summary>
    public static FittedData Fit(StreamingSpec spec, AlgorithmDescription description, IReadOnlyList<RecordBatch> rows, string spill, CancellationToken cancellationToken)
    {
        var options = new FitOptions(description.Task)
        {
            RequireDense = description.Input == AlgorithmInput.DenseFeatures,
            MemoryBudget = spec.Job.MemoryBudget,
            SpillDirectory = spill,
        };
        return spec.Job.Features.FitTransform(() => spec.Channel.Over(rows).Open(spec.Job.Services), options, cancellationToken);
    }

    /// <summary>The rows as features with targets, the caller's own; null when no row passes the channel's steps.</summary>
    /// <exception cref="DataFormatException">A row cannot be encoded, or the label column is missing.</exception>
    public FeatureMatrix? Encode(RecordBatch rows)
    {
        using var reader = spec.Channel.Over([rows]).Open(spec.Job.Services);
        using var builder = features.CreateBuilder(reader.Roles, long.MaxValue, null);
        if (!builder.HasTargets)
        {
            throw new DataFormatException(
                $"there is no label column '{features.Label?.Column}' to learn from", reader.Description, remedy: "Add WithLabel to the channel.");
        }

        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                _encoder.Append(batch, reader.Roles.Weight, builder, reader.Description);
            }
        }

        return builder.RowCount > 0 ? builder.Build() : null;
    }
}
