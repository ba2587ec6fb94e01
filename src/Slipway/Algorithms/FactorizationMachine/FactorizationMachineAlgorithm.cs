using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// What the factorization machines share: <c>b + sum_i w_i x_i + sum_(i below j) (v_i . v_j) x_i x_j</c> (Rendle, "Factorization Machines",
/// ICDM 2010), so
/// pairs of features have an effect even where they were never seen together. Time grows with the stored values times the factors.
/// </summary>
/// <remarks>
/// Trained by mini-batches. A step changes only the features that its batch contains, with their own optimizer moments, which makes sparse
/// rows with
/// millions of features cheap; features that a batch lacks do not decay in it.
/// </remarks>
public abstract record FactorizationMachineAlgorithm : IncrementalAlgorithm<FactorizationMachineState>
{
    /// <summary>Length of each feature's factor; SageMaker's <c>num_factors</c>. Default 8; at least 1.</summary>
    [Bounds(1, 4096)]
    public int Factors { get; init; } = 8;

    /// <summary>How a gradient becomes a step. Default Adam. SGD has no momentum here.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Adam;

    /// <summary>Step size. Default 0.01; greater than 0.</summary>
    [Bounds(0, 1e6, MinimumExclusive = true)]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>
    /// Penalty on the linear weights, per step in which their feature occurs; SageMaker's <c>linear_wd</c>. Default 0.001; not negative.
    /// </summary>
    [Bounds(0, 1e6)]
    public double LinearWeightDecay { get; init; } = 1e-3;

    /// <summary>
    /// Penalty on the factors, per step in which their feature occurs; SageMaker's <c>factors_wd</c>. Default 1e-5; not negative.
    /// </summary>
    [Bounds(0, 1e6)]
    public double FactorsWeightDecay { get; init; } = 1e-5;

    /// <summary>Standard deviation of the normal numbers that the factors start from. Default 0.01; greater than 0.</summary>
    [Bounds(0, 1e3, MinimumExclusive = true)]
    public double InitialDeviation { get; init; } = 0.01;

    /// <inheritdoc/>
    protected internal override FactorizationMachineState Initialize(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var outputs = OutputsFor(context.Classes.Count);
        var parameters = (long)context.FeatureCount * outputs * (1 + Factors);
        if (parameters > Array.MaxLength)
        {
            throw new HyperparameterException(Describe().Id, [new HyperparameterProblem(
                nameof(Factors), $"{Factors}, {parameters} parameters with {context.FeatureCount} features and {outputs} output(s)",
                $"at most {Array.MaxLength} parameters")]);
        }

        var weights = new FactorizationWeights(context.FeatureCount, outputs, Factors);
        if (context.InitialModel is FactorizationMachineModel model)
        {
            if (!model.Weights.HasSameShape(weights))
            {
                throw new HyperparameterException(Describe().Id, [new HyperparameterProblem(
                    nameof(Factors), $"{weights}", $"{model.Weights}, as in the model to go on from")]);
            }

            return new FactorizationMachineState(this, model.Weights.Clone(), model.TargetMean, model.TargetScale);
        }

        for (var i = 0; i < weights.Features; i++)
        {
            var factors = weights.FactorsOf(i);
            CounterRandom.FillNormal(
                context.Seed, RandomStreams.Factors, (ulong)i * (ulong)factors.Length, factors, deviation: (float)InitialDeviation);
        }

        var (mean, scale) = Describe().Task == LearningTask.Regression ? TargetScaling.Of(context) : (0, 1);
        return new FactorizationMachineState(this, weights, mean, scale);
    }

    /// <inheritdoc/>
    protected internal override double Update(FactorizationMachineState state, TrainingBatch batch, in TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Update(batch);
    }

    /// <inheritdoc/>
    protected internal override Model Complete(FactorizationMachineState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.ToModel(Describe().Task);
    }

    /// <inheritdoc/>
    protected internal override void SaveState(FactorizationMachineState state, ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(writer);
        state.Save(writer);
    }

    /// <inheritdoc/>
    protected internal override FactorizationMachineState RestoreState(ModelReader reader, TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(context);
        return FactorizationMachineState.Restore(
            this, reader, new FactorizationWeights(context.FeatureCount, OutputsFor(context.Classes.Count), Factors));
    }

    /// <inheritdoc/>
    public sealed override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var task = Describe().Task;
        var weights = FactorizationWeights.Read(reader, "", reader.FeatureCount, OutputsFor(reader.Classes.Count), Factors);
        var (mean, scale) = task == LearningTask.Regression ? TargetScaling.Read(reader) : (0, 1);
        return new FactorizationMachineModel(weights, task, mean, scale);
    }

    /// <summary>Two classes need one output, as regression does.</summary>
    private static int OutputsFor(int classes) => classes > 2 ? classes : 1;
}
