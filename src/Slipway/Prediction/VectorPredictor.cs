using Slipway.Features;
using Slipway.Prediction;

namespace Slipway;

/// <summary>
/// A trained model for rows of plain numbers in spans. Made by <see cref="TrainedModel.CreateVectorPredictor"/>. Thread-safe; allocates
/// nothing
/// once warm; keeps the model alive until it is disposed.
/// </summary>
public sealed class VectorPredictor : IDisposable
{
    private readonly VectorScorer _scorer;
    private readonly VectorInput _input;

    internal VectorPredictor(VectorScorer scorer, VectorInput input, IReadOnlyList<string> classes)
    {
        _scorer = scorer;
        _input = input;
        Classes = classes;
    }

    /// <summary>Numbers in a raw row, in the order of the model's input columns.</summary>
    public int InputWidth => _input.Width;

    /// <summary>Features of a row, after the feature pipeline.</summary>
    public int FeatureCount => _scorer.Model.InputWidth;

    /// <summary>Outputs of a row: classes of a classifier, else 1.</summary>
    public int OutputWidth => _scorer.OutputWidth;

    /// <summary>Class labels in the order of the outputs; empty unless the model classifies.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Scores raw rows.</summary>
    /// <param name="rawRows">One row, or several after each other: a multiple of <see cref="InputWidth"/> values; NaN is missing.</param>
    /// <param name="output">Receives <see cref="OutputWidth"/> values a row.</param>
    /// <exception cref="ArgumentException">
    /// The number of values is no multiple of <see cref="InputWidth"/>, or the output is too short.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public void Predict(ReadOnlySpan<float> rawRows, Span<float> output)
    {
        var rows = RowsOf(rawRows, InputWidth, nameof(rawRows));
        var room = _scorer.Room(output, rows, nameof(output));
        var state = _scorer.Rent();
        try
        {
            for (var start = 0; start < rows; start += VectorScorer.BlockRows)
            {
                var count = Math.Min(VectorScorer.BlockRows, rows - start);
                state.Encoder.Clear();
                for (var row = start; row < start + count; row++)
                {
                    state.Encoder.NewRow();
                    _input.Encode(rawRows.Slice(row * InputWidth, InputWidth), state.Encoder);
                }

                _scorer.Model.Score(state.Encoder.Rows, room.Slice(start * OutputWidth, count * OutputWidth));
            }
        }
        finally
        {
            _scorer.Return(state);
        }
    }

    /// <summary>Scores rows that have been through the model's feature pipeline already, and skips it.</summary>
    /// <param name="features">One row, or several after each other: a multiple of <see cref="FeatureCount"/> values.</param>
    /// <param name="output">Receives <see cref="OutputWidth"/> values a row.</param>
    /// <exception cref="ArgumentException">
    /// The number of values is no multiple of <see cref="FeatureCount"/>, or the output is too short.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public void PredictFeatures(ReadOnlySpan<float> features, Span<float> output)
    {
        var rows = RowsOf(features, FeatureCount, nameof(features));
        var room = _scorer.Room(output, rows, nameof(output));
        var state = _scorer.Rent();
        try
        {
            _scorer.Model.Score(FeatureBlock.Dense(features, rows, FeatureCount), room);
        }
        finally
        {
            _scorer.Return(state);
        }
    }

    /// <summary>Lets go of the model once the calls under way have ended; does not wait for them.</summary>
    public void Dispose() => _scorer.Dispose();

    private static int RowsOf(ReadOnlySpan<float> values, int width, string parameter) =>
        width > 0 && values.Length > 0 && values.Length % width == 0 ? values.Length / width : throw new ArgumentException(
            $"A row has {width} values, so the span must hold a multiple of that; it holds {values.Length}.", parameter);
}
