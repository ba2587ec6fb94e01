using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>Stands in until the branch with the real type is merged; delete this file then.</summary>
public sealed partial class TrainedModel : IDisposable
{
    /// <summary>Stands in.</summary>
    public TrainedModel(Model model, Algorithm algorithm, FittedFeaturePipeline? features, IReadOnlyList<TrainingMetric> metrics, ModelLineage lineage)
    {
        Model = model;
        Algorithm = algorithm;
        Features = features;
    }

    /// <summary>Stands in.</summary>
    public Model Model { get; }

    /// <summary>Stands in.</summary>
    public Algorithm Algorithm { get; }

    /// <summary>Stands in.</summary>
    public FittedFeaturePipeline? Features { get; }

    /// <summary>Stands in.</summary>
    public string Digest => throw new NotImplementedException();

    /// <summary>Stands in.</summary>
    public ValueTask SaveAsync(string uri, SlipwayServices? services = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Stands in.</summary>
    public static ValueTask<TrainedModel> LoadAsync(string uri, SlipwayServices? services = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();

    internal IDisposable Acquire() => throw new NotImplementedException();

    /// <summary>Stands in.</summary>
    public ValueTask<object> EvaluateAsync(DataChannel channel, SlipwayServices? services = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
