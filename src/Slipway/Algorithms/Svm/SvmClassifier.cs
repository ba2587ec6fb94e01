using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// Support vector classifier: kernel machines by one class against one, or large linear ones by dual coordinate descent; dense or sparse
/// features. The optimum is LIBSVM's (or LIBLINEAR's).
/// </summary>
/// <remarks>
/// Outputs sum to 1. With <see cref="Calibrate"/> they are probabilities. Without, they only keep the order of the classes: the logistic
/// function of the decision value for two classes; for more, the softmax of each class's votes, ties broken by its summed margins. With
/// <see cref="SvmSolver.DualCoordinateDescent"/> they are the logistic function of each class's margin, scaled to sum to 1.
/// </remarks>
public sealed record SvmClassifier : SvmAlgorithm
{
    /// <summary>How it is trained. Default <see cref="SvmSolver.Smo"/>.</summary>
    public SvmSolver Solver { get; init; }

    /// <summary>What a violated margin costs. Default hinge.</summary>
    public SvmLoss Loss { get; init; }

    /// <summary>Whether dual coordinate descent has an intercept. Default true; a kernel machine always has one.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>
    /// Whether outputs are calibrated probabilities: Platt's sigmoid on decision values of an internal cross-validation (Lin, Lin and Weng,
    /// Machine Learning 68, 2007), coupled over pairs of classes (Wu, Lin and Weng, JMLR 5, 2004). Takes about
    /// <see cref="CalibrationFolds"/> times longer. Default false.
    /// </summary>
    public bool Calibrate { get; init; }

    /// <summary>Folds of the calibration's cross-validation. Default 5; 2 to 100.</summary>
    [Bounds(2, 100)]
    public int CalibrationFolds { get; init; } = 5;

    /// <summary>How much rows of each class count. Default: the same.</summary>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>
    /// Weight of each class by its label, on top of <see cref="ClassWeighting"/>; classes that are not named count 1. Default null.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.svm-classifier", LearningTask.Classification, StandardMetrics.Classification);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Solver == SvmSolver.DualCoordinateDescent
            ? new LinearSvmTraining(this, context).Run()
            : new SvmClassification(this, context).Run();
    }

    /// <inheritdoc/>
    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Solver == SvmSolver.DualCoordinateDescent
            ? LinearModel.Load(reader, LinearOutput.Softmax)
            : SvmModel.Load(reader, LearningTask.Classification);
    }

    /// <inheritdoc/>
    public bool Equals(SvmClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate()
    {
        if (Solver == SvmSolver.DualCoordinateDescent && Kernel != SvmKernel.Linear)
        {
            yield return new HyperparameterProblem(nameof(Kernel), Kernel.ToString(), "Linear, the only kernel of dual coordinate descent");
        }

        if (Solver == SvmSolver.DualCoordinateDescent && Calibrate)
        {
            yield return new HyperparameterProblem(
                nameof(Calibrate), "true", "false with dual coordinate descent; LinearClassifier with the logistic loss gives probabilities");
        }

        if (Solver == SvmSolver.Smo && Loss != SvmLoss.Hinge)
        {
            yield return new HyperparameterProblem(nameof(Loss), Loss.ToString(), "Hinge, the only loss of the solver Smo");
        }

        foreach (var problem in ClassWeightTable.FindProblems(ClassWeights))
        {
            yield return problem;
        }
    }

    internal override TimeSpan Extrapolate(TimeSpan measured, int steps, long sampledRows, long rows) =>
        Solver == SvmSolver.DualCoordinateDescent
            ? measured * Math.Max(1, 20.0 / steps) * ((double)rows / sampledRows)
            : base.Extrapolate(measured, steps, sampledRows, rows);
}
