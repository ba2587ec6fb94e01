using Slipway.Features;

namespace Slipway;

/// <summary>What a network's outputs mean and how wrong they are.</summary>
internal abstract class MlpHead
{
    /// <summary>Number of outputs.</summary>
    public abstract int Outputs { get; }

    /// <summary>
    /// Replaces the outputs of a batch by the gradient of the mean loss, and returns the summed loss.
    /// </summary>
    /// <param name="outputs"><c>[rows x Outputs]</c>, before any softmax.</param>
    /// <param name="batch">Targets and weights.</param>
    public abstract double LossAndGradient(Span<float> outputs, TrainingBatch batch);

    /// <summary>Sum of weights with class weights in them; null when there are none.</summary>
    public virtual double? TotalWeight(TrainingBatch batch) => null;

    /// <summary>The network for the data's own scale, made from one for the training scale.</summary>
    public abstract MlpModel ToModel(MlpNetwork network);

    /// <summary>The network for the training scale, made from one for the data's own scale; changes it in place.</summary>
    public abstract MlpNetwork Normalised(MlpNetwork network);

    /// <summary>1 over the sum of weights; 0 when nothing in the batch counts.</summary>
    protected static float InverseTotal(ReadOnlySpan<float> weights, int rows)
    {
        if (weights.IsEmpty)
        {
            return 1f / rows;
        }

        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        return total > 0 ? (float)(1 / total) : 0;
    }
}
