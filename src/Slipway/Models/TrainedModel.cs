using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// A model with everything that using it needs: features, class labels, metrics of its training, lineage. Thread-safe. Outlives its job;
/// dispose it when it is no longer needed. Predictors made from it keep working after that.
/// </summary>
public sealed partial class TrainedModel : IDisposable
{
    private readonly SharedModel _shared;
    private volatile string? _digest;
    private int _disposed;

    internal TrainedModel(
        Model model, Algorithm algorithm, FittedFeaturePipeline? features, IReadOnlyList<TrainingMetric> metrics, ModelLineage lineage,
        string? digest = null, LabelEncoding? label = null)
    {
        _shared = new SharedModel(model);
        Algorithm = algorithm;
        Features = features;
        Metrics = metrics;
        Lineage = lineage;
        _digest = digest;
        Label = features?.Label ?? label;
    }

    private TrainedModel(TrainedModel other)
    {
        _shared = other._shared;
        Algorithm = other.Algorithm;
        Features = other.Features;
        Metrics = other.Metrics;
        Lineage = other.Lineage;
        Label = other.Label;
        _digest = other._digest;
    }

    /// <summary>What scores rows. Owned by this object.</summary>
    /// <exception cref="ObjectDisposedException">The trained model was disposed.</exception>
    public Model Model
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _shared.Model;
        }
    }

    /// <summary>The recipe that trained it.</summary>
    public Algorithm Algorithm { get; }

    /// <summary>What turns raw rows into features; null when the algorithm reads record batches itself.</summary>
    public FittedFeaturePipeline? Features { get; }

    /// <summary>Class labels in the order of their indices; empty unless the task is classification.</summary>
    public IReadOnlyList<string> Classes => Label?.Classes ?? [];

    /// <summary>The last value of every metric of the training; where the model of an earlier epoch was kept, that epoch's.</summary>
    public IReadOnlyList<TrainingMetric> Metrics { get; }

    /// <summary>Where the model comes from.</summary>
    public ModelLineage Lineage { get; }

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, over weights, features, schema and hyperparameters in canonical form: equal models, equal
    /// digests, whatever the job, the time and the machine.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The trained model was disposed before its digest was known.</exception>
    public string Digest
    {
        get
        {
            if (_digest is null)
            {
                using var lease = Acquire();
                _digest = ArtifactContent.Of(this).Digest;
            }

            return _digest;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _shared.Release();
        }
    }

    /// <summary>Label column and classes: the pipeline's, or those of an algorithm that reads record batches; null when neither knows
    /// them.</summary>
    internal LabelEncoding? Label { get; }

    /// <summary>Another owner of the same model, to be disposed on its own; null when the last owner has gone.</summary>
    internal TrainedModel? TryShare() => _shared.TryAcquire() ? new TrainedModel(this) : null;

    /// <summary>Keeps the model alive, whatever happens to this object.</summary>
    internal ModelLease Acquire() => Volatile.Read(ref _disposed) == 0 && _shared.TryAcquire()
        ? new ModelLease(_shared)
        : throw new ObjectDisposedException(nameof(TrainedModel));
}
