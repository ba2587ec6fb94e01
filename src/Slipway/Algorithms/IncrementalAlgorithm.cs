using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// An algorithm that learns batch by batch: a state that can be initialised, updated, completed into a model, saved and restored
/// (the shape of Liberty et al., "Elastic Machine Learning Algorithms in Amazon SageMaker", SIGMOD 2020, section 3).
/// The loop over epochs and batches, validation, early stopping, checkpoints, resume and cancellation are written once, here.
/// </summary>
/// <typeparam name="TState">Everything that the next update depends on, apart from the data and the seed.</typeparam>
public abstract record IncrementalAlgorithm<TState> : Algorithm where TState : class
{
    /// <summary>Passes over the training data. Default 20; at least 1.</summary>
    [Bounds(1, 1_000_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Rows in a batch. Default 32; at least 1.</summary>
    [Bounds(1, 16_777_216)]
    public int BatchSize { get; init; } = 32;

    /// <summary>Ends training when a validation metric no longer improves, and keeps the best model. Default null: train all epochs.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>A state before the first batch.</summary>
    /// <param name="context">Shapes, classes, seed; <see cref="TrainingContext.InitialModel"/> when training goes on from a model.</param>
    protected internal abstract TState Initialize(TrainingContext context);

    /// <summary>Learns from a batch.</summary>
    /// <param name="state">Changed in place.</param>
    /// <param name="batch">Rows with targets and weights.</param>
    /// <param name="step">Where in the training this batch is.</param>
    /// <returns>The loss summed over the rows (times their weights), before the update.</returns>
    protected internal abstract double Update(TState state, TrainingBatch batch, in TrainingStep step);

    /// <summary>
    /// What the loss of a batch is divided by for the reported mean: the sum of row weights. Override it when <see cref="Update"/> weighs rows in other
    /// ways too (class weights).
    /// </summary>
    /// <param name="state">Not changed.</param>
    /// <param name="batch">The batch that <see cref="Update"/> got.</param>
    protected internal virtual double TotalWeight(TState state, TrainingBatch batch)
    {
        if (batch.Weights.IsEmpty)
        {
            return batch.Rows;
        }

        var sum = 0.0;
        foreach (var weight in batch.Weights)
        {
            sum += weight;
        }

        return sum;
    }

    /// <summary>The model that the state stands for. Must not share memory with the state: training goes on.</summary>
    /// <param name="state">Not changed.</param>
    protected internal abstract Model Complete(TState state);

    /// <summary>Writes everything of the state that the next update depends on.</summary>
    /// <param name="state">Not changed.</param>
    /// <param name="writer">Receives it.</param>
    protected internal abstract void SaveState(TState state, ModelWriter writer);

    /// <summary>Reads what <see cref="SaveState"/> wrote; the next update must give the same bits as if training had never stopped.</summary>
    /// <param name="reader">The saved state.</param>
    /// <param name="context">As in <see cref="Initialize"/>.</param>
    protected internal abstract TState RestoreState(ModelReader reader, TrainingContext context);

    /// <summary>
    /// Metrics of a model on the validation rows, by name without the channel (<c>accuracy</c>). The default reports what
    /// <see cref="ModelEvaluation"/> computes for the task: <c>loss</c> and <c>accuracy</c>, or <c>loss</c>, <c>rmse</c>, <c>mae</c>, <c>r2</c>.
    /// </summary>
    /// <param name="model">What <see cref="Complete"/> gave.</param>
    /// <param name="validation">The validation rows.</param>
    /// <param name="context">The run.</param>
    protected internal virtual IReadOnlyList<KeyValuePair<string, double>> Evaluate(
        Model model, FeatureMatrix validation, TrainingContext context) =>
        ModelEvaluation.Evaluate((VectorModel)model, validation, Describe().Task, context.CancellationToken);

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate()
    {
        if (EarlyStopping is { } early)
        {
            foreach (var problem in early.FindProblems(Describe()))
            {
                yield return problem;
            }
        }
    }

    /// <inheritdoc/>
    protected internal sealed override bool CanContinue => true;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> ValidateForStream()
    {
        if (EarlyStopping is not null)
        {
            yield return new HyperparameterProblem(
                nameof(EarlyStopping), EarlyStopping.Metric, "null for a stream, which has no epochs; watch the metrics and stop the job instead");
        }
    }

    internal sealed override Streaming.StreamLearner CreateStreamLearner(Streaming.StreamLearning learning) =>
        new Streaming.IncrementalStreamLearner<TState>(this, learning);

    internal sealed override bool TrainsFromStream => true;

    internal sealed override TimeSpan Extrapolate(TimeSpan measured, int steps, long sampledRows, long rows) =>
        measured / steps * Epochs * Math.Ceiling((double)rows / BatchSize);

    /// <inheritdoc/>
    public sealed override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new IncrementalTraining<TState>(this, context).Run();
    }
}
