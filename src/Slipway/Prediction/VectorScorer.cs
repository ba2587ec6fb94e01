using Slipway.Features;
using Slipway.Models;

namespace Slipway.Prediction;

/// <summary>A vector model with its features, kept alive by a lease, and the states of concurrent calls. Thread-safe.</summary>
internal sealed class VectorScorer : IDisposable
{
    /// <summary>Rows that are scored at once: enough for a matrix product, few enough to stay in the cache.</summary>
    public const int BlockRows = 256;

    private readonly ScoringStatePool _states;

    /// <summary>Takes over the lease.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">Its features.</param>
    /// <param name="lease">Keeps the model alive; disposed when the scorer is and no call is under way.</param>
    /// <param name="owner">Type that users dispose, for messages.</param>
    public VectorScorer(VectorModel model, FittedFeaturePipeline features, IDisposable lease, string owner)
    {
        Model = model;
        Features = features;
        OutputWidth = model.OutputWidth;
        var width = OutputWidth;
        _states = new ScoringStatePool(() => new ScoringState(features.CreateRowEncoder(), width), lease, owner);
    }

    /// <summary>The model.</summary>
    public VectorModel Model { get; }

    /// <summary>Its features.</summary>
    public FittedFeaturePipeline Features { get; }

    /// <summary>Outputs of a row.</summary>
    public int OutputWidth { get; }

    /// <summary>A state without rows, for one call.</summary>
    public ScoringState Rent()
    {
        var state = _states.Rent();
        state.Encoder.Clear();
        return state;
    }

    /// <summary>Gives a state back.</summary>
    public void Return(ScoringState state) => _states.Return(state);

    /// <summary>Scores the rows in a state's encoder.</summary>
    /// <returns>Outputs row by row, valid until the state is used again.</returns>
    public ReadOnlySpan<float> Score(ScoringState state)
    {
        var rows = state.Encoder.Rows;
        var outputs = state.Outputs(rows.Rows);
        Model.Score(rows, outputs);
        return outputs;
    }

    /// <summary>The first <see cref="OutputWidth"/> values per row of a caller's span.</summary>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    public Span<float> Room(Span<float> span, int rows, string parameter)
    {
        var needed = checked(rows * OutputWidth);
        return span.Length >= needed ? span[..needed] : throw new ArgumentException(
            $"{rows} row(s) of this model have {OutputWidth} output(s) each, {needed} in all, but the span has room for"
            + $" {span.Length}.", parameter);
    }

    /// <inheritdoc/>
    public void Dispose() => _states.Dispose();
}
