using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>One training of a linear model: what the solvers share, from the first point to the model and its metrics.</summary>
internal abstract class LinearTraining : IDisposable
{
    private const double NegligibleDecrease = 1e-9;
    private const double SmallestFirstGradient = 1e-3;

    /// <summary>The part of the first gradient below which float32 sums over the rows may be all that keeps a line search from descending.</summary>
    private const double Precision = 1e-4;

    protected LinearTraining(LinearAlgorithm algorithm, LinearLoss loss, TrainingContext context, bool secondOrder)
    {
        Algorithm = algorithm;
        Loss = loss;
        Context = context;
        Objective = new LinearObjective(algorithm, loss, context, secondOrder);
        Point = new double[Objective.ParameterCount];
        Gradient = new double[Objective.ParameterCount];
    }

    protected LinearAlgorithm Algorithm { get; }

    protected LinearLoss Loss { get; }

    protected TrainingContext Context { get; }

    protected LinearObjective Objective { get; }

    /// <summary>Coefficients, then intercepts.</summary>
    protected double[] Point { get; }

    /// <summary>Gradient of the smooth part of the objective at <see cref="Point"/>.</summary>
    protected double[] Gradient { get; }

    /// <summary>The objective at <see cref="Point"/>.</summary>
    protected double Value { get; set; }

    /// <summary>What the gradient's largest component is measured against.</summary>
    protected double FirstGradient { get; set; }

    /// <summary>Whether <see cref="Gradient"/> and <see cref="Value"/> are those at <see cref="Point"/>.</summary>
    protected bool Evaluated { get; set; }

    /// <summary>Iterations so far.</summary>
    public int Iteration { get; protected set; }

    protected bool Exhausted => Iteration >= (Context.MaxSteps ?? Algorithm.MaxIterations) || Context.StopRequested;

    public void Dispose()
    {
        Objective.Dispose();
        GC.SuppressFinalize(this);
    }

    public Model Run()
    {
        if (Context.TryRestoreCheckpoint(Restore))
        {
            LogMessages.Resumed(Context.Logger, Iteration, 0);
        }
        else if (Context.InitialModel is LinearModel initial)
        {
            RequireSameShape(initial);
            Loss.FromModel(initial).CopyTo(Point, 0);
        }

        if (!Minimise() && Context.MaxSteps is null && !Context.StopRequested)
        {
            LogMessages.NotConverged(Context.Logger, Iteration, Algorithm.Tolerance);
        }

        var model = ToModel();
        if (Context.Validation is { } validation)
        {
            foreach (var (name, metric) in ModelEvaluation.Evaluate(model, validation, Context.Algorithm.Task, Context.CancellationToken))
            {
                // The loss that was minimised (a hinge, a quantile's), not the standard one for the task.
                Context.Report($"validation:{name}", name == "loss" ? Objective.MeanLossOn(Point, validation) : metric, Iteration);
            }
        }

        return model;
    }

    /// <summary>Moves <see cref="Point"/> to the minimum, from where it is or from what was restored; true when it got there.</summary>
    protected abstract bool Minimise();

    protected abstract void Save(ModelWriter writer);

    /// <summary>Takes up the state of a checkpoint.</summary>
    public abstract void Restore(ModelReader reader);

    /// <summary>Gives the point, where it was evaluated, and what the end is measured by to another solver of the same objective.</summary>
    protected void HandOver(LinearTraining other)
    {
        Point.CopyTo(other.Point, 0);
        Gradient.CopyTo(other.Gradient, 0);
        other.Value = Value;
        other.FirstGradient = FirstGradient;
        other.Iteration = Iteration;
        other.Evaluated = true;
    }

    /// <summary>Lets another solver minimise from where it is, and takes over where it ends; true when it got to the minimum.</summary>
    protected bool MinimiseBy(LinearTraining other)
    {
        var converged = other.Minimise();
        other.Point.CopyTo(Point, 0);
        Value = other.Value;
        Iteration = other.Iteration;
        return converged;
    }

    /// <summary>Takes the gradient at the start as what later ones are measured against.</summary>
    protected void MeasureAgainst(ReadOnlySpan<double> gradient) =>
        FirstGradient = Math.Max(SmallestFirstGradient, VectorMath.LargestMagnitude(gradient));

    /// <summary>Whether a gradient is small enough to end.</summary>
    /// <exception cref="TrainingDivergedException">The objective or its gradient is not finite.</exception>
    protected bool IsOptimal(ReadOnlySpan<double> gradient)
    {
        var largest = VectorMath.LargestMagnitude(gradient);
        if (!double.IsFinite(Value) || !double.IsFinite(largest))
        {
            throw new TrainingDivergedException(
                "train:loss", double.IsFinite(Value) ? double.NaN : Value, Iteration + 1,
                "Look for extreme values in the features, the row weights or the class weights: their products must fit a float32. Standardise the features.");
        }

        return largest <= Algorithm.Tolerance * FirstGradient;
    }

    /// <summary>Whether a line search that finds nothing is no failure: the gradient is next to the tolerance, or as small as float32 sums can tell.</summary>
    protected bool IsNearlyOptimal(ReadOnlySpan<double> gradient) =>
        VectorMath.LargestMagnitude(gradient) <= Math.Max(10 * Algorithm.Tolerance, Precision) * FirstGradient;

    /// <summary>Whether a decrease is so small that training ends with it.</summary>
    protected bool IsNegligible(double decrease) => decrease <= NegligibleDecrease * Math.Max(1e-3, Math.Abs(Value));

    /// <summary>Reports a finished iteration and saves a checkpoint when one is due; false when it gained next to nothing.</summary>
    protected bool FinishIteration(double before)
    {
        Iteration++;
        Context.StepsTaken++;
        Context.Report("train:loss", Objective.MeanLoss, Iteration);
        Context.ReportProgress(Iteration, Algorithm.MaxIterations, (double)Iteration / Algorithm.MaxIterations);
        if (IsNegligible(before - Value))
        {
            return false; // not part of a checkpoint: a resumed run must come to this by itself
        }

        if (Context.CheckpointDue)
        {
            Context.SaveCheckpoint(Save);
        }

        return true;
    }

    private LinearModel ToModel()
    {
        var weights = new float[Objective.CoefficientCount];
        var intercepts = new float[Point.Length - weights.Length];
        VectorMath.Narrow(Point.AsSpan(0, weights.Length), weights);
        VectorMath.Narrow(Point.AsSpan(weights.Length), intercepts);
        return Loss.ToModel(weights, intercepts, Context.Train.FeatureCount);
    }

    private void RequireSameShape(LinearModel model)
    {
        if (model.Parameters().Length != Point.Length)
        {
            throw new HyperparameterException(Context.Algorithm.Id, [new HyperparameterProblem(
                "Loss", Algorithm.ToString(), "the loss of the model to go on from; it has another number of coefficients")]);
        }
    }
}
