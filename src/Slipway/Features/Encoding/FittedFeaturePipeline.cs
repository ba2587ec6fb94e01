using System.Text.Json.Nodes;
using Apache.Arrow;
using Slipway.Data;
using Slipway.Memory;

namespace Slipway.Features;

/// <summary>A pipeline with everything that it learned from the training channel. Immutable and thread-safe; stored in the
/// artifact.</summary>
public sealed class FittedFeaturePipeline
{
    internal FittedFeaturePipeline(IReadOnlyList<InputColumn> inputs, FittedStep[] steps, bool isSparse, LabelEncoding? label)
    {
        Inputs = inputs;
        Steps = steps;
        IsSparse = isSparse;
        Label = label;
        Offsets = new int[steps.Length];
        var width = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            Offsets[i] = width;
            width = checked(width + steps[i].Width);
        }

        FeatureCount = width;
        FeatureNames = new FeatureNameList(this);
    }

    /// <summary>The raw columns that it reads, in order.</summary>
    public IReadOnlyList<InputColumn> Inputs { get; }

    /// <summary>Number of features.</summary>
    public int FeatureCount { get; }

    /// <summary>True when rows are produced as CSR.</summary>
    public bool IsSparse { get; }

    /// <summary>How the label was encoded; null when the channel had none.</summary>
    public LabelEncoding? Label { get; }

    /// <summary>Name of each feature, e.g. <c>workclass=Private</c>.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The step of each input.</summary>
    internal FittedStep[] Steps { get; }

    /// <summary>First feature of each input.</summary>
    internal int[] Offsets { get; }

    /// <summary>Transforms another channel with the same columns (by name; order does not matter).</summary>
    /// <remarks>The matrix has targets when the channel has the label column, and weights when it has a weight column.</remarks>
    /// <param name="reader">A pass over the channel; not disposed.</param>
    /// <param name="options">Memory and spill folder.</param>
    /// <param name="cancellationToken">Seen within one record batch.</param>
    /// <returns>The rows; the caller disposes it.</returns>
    /// <exception cref="DataFormatException">No rows, a column is missing or of another type, or a value cannot be encoded.</exception>
    /// <exception cref="IOException">The spill file cannot be written.</exception>
    public FeatureMatrix Transform(ChannelReader reader, FitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(options);
        using var allocator = new BlockAllocator();
        using var builder = CreateBuilder(reader.Roles, options.MemoryBudget, options.SpillDirectory, allocator);
        var encoder = new BatchEncoder(this);
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                encoder.Append(batch, reader.Roles.Weight, builder, reader.Description);
            }
        }

        return builder.RowCount > 0 ? builder.Build() : throw PipelineFit.NoRows(reader.Description);
    }

    /// <summary>An encoder for single rows and small batches.</summary>
    public RowEncoder CreateRowEncoder() => new(this);

    /// <summary>Appends the rows of a batch (columns by name; label and weight may be missing) to an encoder.</summary>
    /// <param name="batch">Raw rows; not disposed.</param>
    /// <param name="encoder">An encoder of this pipeline.</param>
    /// <exception cref="DataFormatException">A column is missing or of another type, or a value cannot be encoded.</exception>
    /// <exception cref="ArgumentException">The encoder is another pipeline's.</exception>
    public void Encode(RecordBatch batch, RowEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(encoder);
        if (encoder.Pipeline != this)
        {
            throw new ArgumentException("The encoder belongs to another pipeline; make one by CreateRowEncoder of this one.",
                nameof(encoder));
        }

        encoder.Append(BatchColumns.Find(batch, Inputs, null, null, "record batch"), batch.Length);
    }

    /// <summary>Everything learned, as JSON with a canonical order of properties.</summary>
    public JsonObject ToJson() => FittedPipelineJson.Write(this);

    /// <summary>Rebuilds a pipeline; checks every size and range, because the JSON comes from a file.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <exception cref="FormatException">Something is missing, of the wrong type, or out of range.</exception>
    public static FittedFeaturePipeline FromJson(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return FittedPipelineJson.Read(json);
    }

    internal FeatureMatrixBuilder CreateBuilder(ChannelSchema roles, long budget, string? folder, BlockAllocator allocator) =>
        new(FeatureCount, allocator)
        {
            IsSparse = IsSparse,
            HasTargets = Label is not null && BatchColumns.IndexOf(roles.Columns.FieldsList, Label.Column) >= 0,
            HasWeights = roles.Weight is not null,
            MemoryBudget = budget,
            SpillDirectory = folder,
        };
}
