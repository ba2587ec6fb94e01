using Slipway.Features;
using Slipway.Models;

namespace Slipway.Streaming;

/// <summary>The state of a model that learns from a stream. Used by the job's thread.</summary>
internal abstract class StreamLearner : IDisposable
{
    /// <summary>Whether every row that was given has been learned, so that the state can be kept.</summary>
    public abstract bool IsSettled { get; }

    /// <summary>Makes the state before the first row; called once, unless <see cref="Restore"/> is.</summary>
    /// <param name="first">The rows that the features were fitted on; the caller's.</param>
    public abstract void Begin(FeatureMatrix first);

    /// <summary>Learns from a micro-batch, or keeps it until its window ends.</summary>
    public abstract void Learn(FeatureMatrix rows);

    /// <summary>Learns what was kept.</summary>
    public abstract void EndWindow();

    /// <summary>
    /// The model as it is now, the caller's own; null when it is what the last call gave, or nothing has been learned yet and there is no model to go on from.
    /// </summary>
    public abstract Model? TakeModel();

    public abstract void Save(ModelWriter writer);

    public abstract void Restore(ModelReader reader);

    public virtual void Dispose()
    {
    }
}
