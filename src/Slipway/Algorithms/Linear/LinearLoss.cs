using Slipway.Features;

namespace Slipway;

/// <summary>Loss of the scores of a block of rows. Stateless but for its settings, so that several threads can use one.</summary>
internal abstract class LinearLoss
{
    /// <summary>Scores of a row.</summary>
    public abstract int Columns { get; }

    /// <summary>Whether the loss has a kink and is solved through smoothed versions of it.</summary>
    public virtual bool Smoothed => false;

    /// <summary>Replaces scores by the derivative of each row's weighted loss, and returns the summed loss.</summary>
    /// <param name="scores"><c>[rows x Columns]</c>.</param>
    /// <param name="batch">Targets and weights of the rows.</param>
    /// <param name="scratch">Buffers of the calling thread.</param>
    /// <param name="smoothing">Width of the rounded kink; ignored by smooth losses.</param>
    public abstract double LossAndGradient(Span<float> scores, TrainingBatch batch, LinearScratch scratch, double smoothing);

    /// <summary>Whether <see cref="Curvature"/> is known: one score a row, and a second derivative almost everywhere.</summary>
    public virtual bool HasCurvature => false;

    /// <summary>Writes the second derivative of each row's weighted loss, straight after <see cref="LossAndGradient"/> of the same rows.</summary>
    /// <param name="slopes">The derivatives that <see cref="LossAndGradient"/> wrote.</param>
    /// <param name="batch">Targets and weights of the rows.</param>
    /// <param name="scratch">The same buffers.</param>
    /// <param name="curvature">One element a row.</param>
    /// <exception cref="NotSupportedException"><see cref="HasCurvature"/> is false.</exception>
    public virtual void Curvature(ReadOnlySpan<float> slopes, TrainingBatch batch, LinearScratch scratch, Span<float> curvature) =>
        throw new NotSupportedException($"{GetType().Name} has no second derivative.");

    /// <summary>Weight of a row, class weights included.</summary>
    public abstract double WeightOf(TrainingBatch batch, int row);

    /// <summary>The model for these parameters.</summary>
    public abstract LinearModel ToModel(float[] weights, float[] intercepts, int features);

    /// <summary>Parameters of a model on the training scale: weights, then intercepts.</summary>
    public abstract double[] FromModel(LinearModel model);
}
