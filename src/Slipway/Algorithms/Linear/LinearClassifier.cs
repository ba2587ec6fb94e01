using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>Linear classifier: logistic regression or linear support vector machine, for two or more classes, dense or sparse features.</summary>
public sealed record LinearClassifier : LinearAlgorithm
{
    /// <summary>What is minimised. Default logistic.</summary>
    public LinearClassificationLoss Loss { get; init; }

    /// <summary>
    /// How it is minimised. Default <see cref="LinearSolver.Auto"/>. The Newton solvers need two classes, a smooth loss (not the hinge) and no L1
    /// penalty.
    /// </summary>
    public LinearSolver Solver { get; init; }

    /// <summary>How much rows of each class count. Default: the same.</summary>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>
    /// Weight of each class by its label, on top of <see cref="ClassWeighting"/>; classes that are not named count 1. Default null.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.linear-classifier", LearningTask.Classification, StandardMetrics.Classification);

    /// <inheritdoc/>
    public bool Equals(LinearClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate()
    {
        if (IsNewton && Loss == LinearClassificationLoss.Hinge)
        {
            yield return new HyperparameterProblem(
                nameof(Solver), Solver.ToString(), "Auto or Lbfgs with the hinge loss, which has no second derivative; or the loss SquaredHinge");
        }

        if (IsNewton && L1 > 0)
        {
            yield return new HyperparameterProblem(nameof(Solver), Solver.ToString(), "Auto or Lbfgs with an L1 penalty; or L1 = 0");
        }

        foreach (var problem in ClassWeightTable.FindProblems(ClassWeights))
        {
            yield return problem;
        }
    }

    internal override LinearOutput Output => LinearOutput.Softmax;

    internal override LinearLoss CreateLoss(TrainingContext context)
    {
        var weights = ClassWeightTable.Create(ClassWeighting, ClassWeights, context);
        var classes = context.Classes.Count;
        return Loss switch
        {
            LinearClassificationLoss.Logistic when classes > 2 => new SoftmaxLinearLoss(classes, weights),
            LinearClassificationLoss.Logistic => new MarginLinearLoss(classes, weights, Kernels.PointwiseLossKind.Logistic, smoothed: false),
            LinearClassificationLoss.SquaredHinge => new MarginLinearLoss(classes, weights, Kernels.PointwiseLossKind.SquaredHinge, smoothed: false),
            _ => new MarginLinearLoss(classes, weights, Kernels.PointwiseLossKind.Hinge, smoothed: true),
        };
    }

    internal override LinearTraining CreateTraining(LinearLoss loss, TrainingContext context)
    {
        var features = context.Train.FeatureCount;
        if (IsNewton && !loss.HasCurvature)
        {
            throw Impossible(context, $"Auto or Lbfgs with {context.Classes.Count} classes: this solver takes two");
        }

        if (Solver == LinearSolver.NewtonCholesky && features > NewtonCholeskyTraining.MaximumFeatures)
        {
            throw Impossible(context, $"Auto, NewtonCg or Lbfgs: this solver takes at most {NewtonCholeskyTraining.MaximumFeatures} features; the data have {features}");
        }

        if (Solver == LinearSolver.Lbfgs || !loss.HasCurvature || L1 > 0)
        {
            return new QuasiNewtonTraining(this, loss, context);
        }

        return Solver == LinearSolver.NewtonCholesky || (Solver == LinearSolver.Auto && NewtonCholeskyTraining.Pays(context.Train))
            ? new NewtonCholeskyTraining(this, loss, context)
            : new NewtonCgTraining(this, loss, context);
    }

    private bool IsNewton => Solver is LinearSolver.NewtonCg or LinearSolver.NewtonCholesky;

    private HyperparameterException Impossible(TrainingContext context, string expected) =>
        new(context.Algorithm.Id, [new HyperparameterProblem(nameof(Solver), Solver.ToString(), expected)]);
}
