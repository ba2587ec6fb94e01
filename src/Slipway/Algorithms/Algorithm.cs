using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// A training recipe. The record <em>is</em> its hyperparameters: public <c>init</c> properties with defaults, ranges
/// (<see cref="BoundsAttribute"/>) and doc comments. Derive a record from it and it trains, tunes, saves and loads like a built-in one.
/// </summary>
/// <remarks>
/// A parameterless constructor is required. Real-valued hyperparameters are <see cref="double"/>. <see cref="SameAs"/> compares by
/// canonical JSON, so arrays compare by content; the equality that the compiler writes for a record compares arrays by reference.
/// </remarks>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
public abstract partial record Algorithm
{
    /// <summary>Stable id, task, and the metrics that it emits with their direction. Must not depend on the hyperparameters' values.</summary>
    public abstract AlgorithmDescription Describe();

    /// <summary>
    /// Trains. Called on the job's own thread: synchronous, may run for days, and should call
    /// <see cref="TrainingContext.ThrowIfCancellationRequested"/> at least once a batch.
    /// </summary>
    /// <param name="context">Data, seed, metrics, checkpoints, cancellation.</param>
    public abstract Model Train(TrainingContext context);

    /// <summary>Rebuilds a model that <see cref="Model.Save"/> wrote. Must not run code from the artifact.</summary>
    /// <param name="reader">The verified parts of the artifact.</param>
    public abstract Model LoadModel(ModelReader reader);

    /// <summary>
    /// JSON metadata of the hyperparameters for trimmed and NativeAOT applications (<c>MyContext.Default</c> of a
    /// <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> with <c>[JsonSerializable(typeof(MyAlgorithm))]</c>).
    /// Null, the default, means reflection.
    /// </summary>
    protected internal virtual IJsonTypeInfoResolver? JsonContract => null;

    /// <summary>Problems between hyperparameters that a single <see cref="BoundsAttribute"/> cannot express. All are reported at once.</summary>
    protected internal virtual IEnumerable<HyperparameterProblem> Validate() => [];

    /// <summary>
    /// Whether <see cref="Train"/> goes on from <see cref="TrainingContext.InitialModel"/>. An algorithm that does can learn from a stream, window by
    /// window. Default false.
    /// </summary>
    protected internal virtual bool CanContinue => false;

    /// <summary>Hyperparameters that make no sense for a stream, which has no last row. Default none.</summary>
    protected internal virtual IEnumerable<HyperparameterProblem> ValidateForStream() => [];

    /// <summary>What learns from a stream by this recipe.</summary>
    internal virtual Streaming.StreamLearner CreateStreamLearner(Streaming.StreamLearning learning) =>
        new Streaming.WindowStreamLearner(this, learning);

    /// <summary>True when it learns batch by batch from a stream of rows that nobody keeps.</summary>
    internal virtual bool TrainsFromStream => false;

    /// <summary>Time of the whole training, from the time of a few steps on a sample of the rows. The default scales by rows.</summary>
    internal virtual TimeSpan Extrapolate(TimeSpan measured, int steps, long sampledRows, long rows) => measured * ((double)rows / sampledRows);
}
