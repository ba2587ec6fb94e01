using System.Text.Json.Serialization.Metadata;
using Slipway.Kernels;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>
/// Support vector regression with a tube of <see cref="Epsilon"/> (epsilon-SVR); dense or sparse features. The optimum is LIBSVM's. The target
/// is not scaled: <see cref="SvmAlgorithm.C"/> and <see cref="Epsilon"/> are in its own units.
/// </summary>
public sealed record SvmRegressor : SvmAlgorithm
{
    /// <summary>Errors up to this cost nothing, in units of the target. Default 0.1; not negative.</summary>
    [Bounds(0, 1e30)]
    public double Epsilon { get; init; } = 0.1;

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.svm-regressor", LearningTask.Regression, StandardMetrics.Regression);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var data = SvmTrainingData.Read(context.Train, classWeights: null);
        var rows = ForTraining(data.Rows, Kernel);
        var kernel = KernelFor(data.Rows);
        double[] bounds = [.. data.Weights.Select(w => C * w)];
        var solver = new SmoSolver(SmoProblem.Regression(rows, kernel, data.Targets, bounds, Epsilon), Settings(context, context.MaxThreads, 1));
        var solution = SvmCheckpoint.Solve(solver, context);
        context.StepsTaken += solution.Rounds;
        if (!solution.Converged && context.MaxSteps is null && !context.StopRequested)
        {
            LogMessages.NotConverged(context.Logger, (int)Math.Min(int.MaxValue, solution.Iterations), Tolerance);
        }

        double loss = 0, weight = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            loss += data.Weights[i] * Math.Max(0, Math.Abs(data.Targets[i] - solution.Expansion[i] - solution.Bias) - Epsilon);
            weight += data.Weights[i];
        }

        context.Report("train:loss", weight > 0 ? loss / weight : 0, 1);
        int[] support = [.. Enumerable.Range(0, rows.Count).Where(i => solution.Coefficients[i] != 0)];
        var model = new SvmModel(
            LearningTask.Regression, data.Rows.Subset(support), kernel, [support.Length],
            [.. support.Select(i => (float)solution.Coefficients[i])], [(float)solution.Bias], []);
        SvmClassification.ReportValidation(model, context);
        return model;
    }

    /// <inheritdoc/>
    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return SvmModel.Load(reader, LearningTask.Regression);
    }

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;
}
