using Slipway.Prediction;

namespace Slipway;

/// <summary>
/// A trained model in this process, ready to answer. Made by <see cref="TrainedModel.CreatePredictor{TIn, TOut}"/>.
/// </summary>
/// <remarks>
/// Thread-safe without locks: each call uses a buffer of its own from a pool. A single prediction from numbers allocates nothing once
/// warm (as
/// many calls as ever ran at once have run). It holds a lease on the model, so it works on when the <see cref="TrainedModel"/> is
/// disposed, and calls under way end well when the predictor is.
/// </remarks>
/// <typeparam name="TIn">A raw row: a record, a dictionary from column name to value, or an array of numbers.</typeparam>
/// <typeparam name="TOut">The answer.</typeparam>
public sealed class Predictor<TIn, TOut> : IPredictor<TIn, TOut>, IDisposable
{
    private readonly VectorScorer _scorer;
    private readonly InputBinder<TIn> _inputs;
    private readonly OutputReader<TOut> _outputs;

    internal Predictor(VectorScorer scorer, InputBinder<TIn> inputs, OutputReader<TOut> outputs)
    {
        _scorer = scorer;
        _inputs = inputs;
        _outputs = outputs;
    }

    /// <summary>Number of outputs of a row: classes of a classifier, else 1.</summary>
    public int OutputWidth => _scorer.OutputWidth;

    /// <summary>The answer for one row.</summary>
    /// <param name="input">The raw row. A null value in it is missing.</param>
    /// <exception cref="ArgumentException">
    /// A value cannot be what its column needs, or a dictionary lacks a key; names column and value.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public TOut Predict(TIn input)
    {
        var state = _scorer.Rent();
        try
        {
            state.Encoder.NewRow();
            _inputs.Encode(ref input, state.Encoder);
            return _outputs.Read(_scorer.Score(state));
        }
        finally
        {
            _scorer.Return(state);
        }
    }

    /// <summary>The answer for one row, and all outputs of the model.</summary>
    /// <param name="input">The raw row. A null value in it is missing.</param>
    /// <param name="probabilities">
    /// Receives <see cref="OutputWidth"/> values: a classifier's probability of each class in the order of the classes; a regressor's
    /// value.
    /// </param>
    /// <exception cref="ArgumentException">
    /// As for <see cref="Predict(TIn)"/>, or the span is shorter than <see cref="OutputWidth"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public TOut Predict(TIn input, Span<float> probabilities)
    {
        var room = _scorer.Room(probabilities, 1, nameof(probabilities));
        var state = _scorer.Rent();
        try
        {
            state.Encoder.NewRow();
            _inputs.Encode(ref input, state.Encoder);
            var outputs = _scorer.Score(state);
            outputs.CopyTo(room);
            return _outputs.Read(outputs);
        }
        finally
        {
            _scorer.Return(state);
        }
    }

    /// <summary>The answers for many rows, scored in blocks of 256: one matrix product instead of many products with a row.</summary>
    /// <param name="inputs">The raw rows.</param>
    /// <param name="outputs">Receives one answer for each row; at least as long as <paramref name="inputs"/>.</param>
    /// <exception cref="ArgumentException">
    /// As for <see cref="Predict(TIn)"/>, with the row; or <paramref name="outputs"/> is too short.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public void Predict(ReadOnlySpan<TIn> inputs, Span<TOut> outputs)
    {
        if (outputs.Length < inputs.Length)
        {
            throw new ArgumentException(
                $"{inputs.Length} rows need as many outputs, but the span has room for {outputs.Length}.", nameof(outputs));
        }

        var state = _scorer.Rent();
        try
        {
            for (var start = 0; start < inputs.Length; start += VectorScorer.BlockRows)
            {
                var rows = Math.Min(VectorScorer.BlockRows, inputs.Length - start);
                Encode(inputs.Slice(start, rows), start, state);
                var scores = _scorer.Score(state);
                for (var row = 0; row < rows; row++)
                {
                    outputs[start + row] = _outputs.Read(scores.Slice(row * _scorer.OutputWidth, _scorer.OutputWidth));
                }
            }
        }
        finally
        {
            _scorer.Return(state);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Answers before it returns; errors are in the task.</remarks>
    public ValueTask<TOut> PredictAsync(TIn input, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TOut>(cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(Predict(input));
        }
#pragma warning disable CA1031 // The error is the task's, whatever it is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<TOut>(error);
        }
    }

    /// <summary>Lets go of the model once the calls under way have ended; does not wait for them.</summary>
    public void Dispose() => _scorer.Dispose();

    /// <summary>The same types over another model with the same features.</summary>
    internal Predictor<TIn, TOut> Over(VectorScorer scorer) => new(scorer, _inputs, _outputs);

    private void Encode(ReadOnlySpan<TIn> inputs, int start, ScoringState state)
    {
        var encoder = state.Encoder;
        encoder.Clear();
        var i = 0;
        try
        {
            for (; i < inputs.Length; i++)
            {
                // A copy, so that a struct whose getter changes it does not change the caller's.
                var row = inputs[i];
                encoder.NewRow();
                _inputs.Encode(ref row, encoder);
            }
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"Row {start + i}: {error.Message}", nameof(inputs), error);
        }
    }
}
