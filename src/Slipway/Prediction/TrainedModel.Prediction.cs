using System.Diagnostics.CodeAnalysis;
using Slipway.Data;
using Slipway.Features;
using Slipway.Models;
using Slipway.Prediction;

namespace Slipway;

public sealed partial class TrainedModel
{
    /// <summary>Makes a predictor. All checks of the types are done here, so that a prediction only reads values.</summary>
    /// <typeparam name="TIn">
    /// A raw row:
    /// <list type="bullet">
    /// <item>a record, class or struct with a property for each input column; names match ignoring case, <c>_</c>, <c>-</c> and spaces,
    /// or by
    /// <see cref="ColumnNameAttribute"/>; other properties are ignored; null and NaN are missing values;</item>
    /// <item><c>Dictionary</c> or <c>IReadOnlyDictionary</c> from <c>string</c> to <c>object</c> or <c>string</c>: a key for each input
    /// column is
    /// required, a null value is missing, other keys are ignored; strings are parsed (invariant culture) where the column is a
    /// number;</item>
    /// <item><c>float[]</c> or <c>ReadOnlyMemory&lt;float&gt;</c>, when the input columns are all numbers (their order is the pipeline's)
    /// or
    /// a single vector.</item>
    /// </list>
    /// </typeparam>
    /// <typeparam name="TOut">
    /// Classifier: <see cref="Classification"/>, <c>string</c> (the label), <c>int</c> (the class index). Regressor: <c>float</c>,
    /// <c>double</c>, on the scale of the training data. Clustering: <c>int</c>. All: <c>float[]</c>, the model's outputs.
    /// </typeparam>
    /// <returns>A predictor with a lease of its own on the model: it works on when this object is disposed.</returns>
    /// <exception cref="ArgumentException">
    /// The types do not fit the model; names every column without a fitting property, and the answers that are possible.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model scores record batches only.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Predictor<TIn, TOut> CreatePredictor<
        [DynamicallyAccessedMembers(RecordMembers.Accessed)] TIn, TOut>()
    {
        var lease = Acquire();
        try
        {
            var (model, features) = VectorParts();
            var outputs = OutputReaders.Create<TOut>(Algorithm.Describe().Task, Classes, Algorithm.Describe().Id);
            var inputs = InputBinders.Create<TIn>(features.Inputs);
            return new Predictor<TIn, TOut>(
                new VectorScorer(model, features, lease, $"Predictor<{TypeNames.Of(typeof(TIn))}, {TypeNames.Of(typeof(TOut))}>"),
                inputs, outputs);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes a predictor for rows of plain numbers in spans: for models whose input columns are all numbers, or a single vector.
    /// </summary>
    /// <returns>A predictor with a lease of its own on the model.</returns>
    /// <exception cref="ArgumentException">The model has input columns of another kind; names them.</exception>
    /// <exception cref="InvalidOperationException">The model scores record batches only.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public VectorPredictor CreateVectorPredictor()
    {
        var lease = Acquire();
        try
        {
            var (model, features) = VectorParts();
            var input = new VectorInput(features.Inputs, "A span of numbers");
            return new VectorPredictor(
                new VectorScorer(model, features, lease, nameof(VectorPredictor)), input, Classes);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>A predictor like another, which was made from a model with the same features; null when this model was disposed.</summary>
    internal Predictor<TIn, TOut>? TryRenew<TIn, TOut>(Predictor<TIn, TOut> predictor)
    {
        if (!_shared.TryAcquire())
        {
            return null;
        }

        return predictor.Over(new VectorScorer(
            (VectorModel)_shared.Model, Features!, new ModelLease(_shared), $"Predictor<{TypeNames.Of(typeof(TIn))}, {TypeNames.Of(typeof(TOut))}>"));
    }

    private (VectorModel Model, FittedFeaturePipeline Features) VectorParts() => (Model, Features) is (VectorModel model, { } features)
        ? (model, features)
        : throw new InvalidOperationException(
            $"A model of {Algorithm.Describe().Id} scores record batches, not single rows: use Score(RecordBatch) of {nameof(Model)}.");
}
