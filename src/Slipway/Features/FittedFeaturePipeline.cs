using System.Text.Json.Nodes;
using Apache.Arrow;
using Slipway.Data;

namespace Slipway.Features;

/// <summary>A pipeline with everything that it learned from the training channel. Immutable and thread-safe; stored in the artifact.</summary>
public sealed class FittedFeaturePipeline
{
    /// <summary>The raw columns that it reads, in order.</summary>
    public IReadOnlyList<InputColumn> Inputs => throw new NotImplementedException();

    /// <summary>Number of features.</summary>
    public int FeatureCount => throw new NotImplementedException();

    /// <summary>True when rows are produced as CSR.</summary>
    public bool IsSparse => throw new NotImplementedException();

    /// <summary>How the label was encoded; null when the channel had none.</summary>
    public LabelEncoding? Label => throw new NotImplementedException();

    /// <summary>Name of each feature, e.g. <c>workclass=Private</c>.</summary>
    public IReadOnlyList<string> FeatureNames => throw new NotImplementedException();

    /// <summary>Transforms another channel with the same columns (by name; order does not matter).</summary>
    /// <param name="reader">A pass over the channel; not disposed.</param>
    /// <param name="options">Memory and spill folder.</param>
    /// <param name="cancellationToken">Seen within one record batch.</param>
    public FeatureMatrix Transform(ChannelReader reader, FitOptions options, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>An encoder for single rows and small batches.</summary>
    public RowEncoder CreateRowEncoder() => throw new NotImplementedException();

    /// <summary>Appends the rows of a batch (columns by name; label and weight may be missing) to an encoder.</summary>
    /// <param name="batch">Raw rows.</param>
    /// <param name="encoder">An encoder of this pipeline.</param>
    public void Encode(RecordBatch batch, RowEncoder encoder) => throw new NotImplementedException();

    /// <summary>Everything learned, as JSON with a canonical order of properties.</summary>
    public JsonObject ToJson() => throw new NotImplementedException();

    /// <summary>Rebuilds a pipeline; checks every size and range, because the JSON comes from a file.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <exception cref="FormatException">Something is missing, of the wrong type, or out of range.</exception>
    public static FittedFeaturePipeline FromJson(JsonObject json) => throw new NotImplementedException();
}
