using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Features;
using Slipway.Jobs;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>Features and weights that single-precision second derivatives can't hold, and requests to end inside a Newton step.</summary>
public class LinearExtremesTests
{
    private static readonly string[] Classes = ["no", "yes"];

    public static TheoryData<LinearSolver, float, bool> Magnitudes => new(
        from solver in Enum.GetValues<LinearSolver>()
        from magnitude in new[] { 1e9f, 1e14f, 1e18f, 1e21f, 1e30f }
        from sparse in new[] { false, true }
        select (solver, magnitude, sparse));

    [Theory]
    [MemberData(nameof(Magnitudes))]
    public void Train_GivenFeatureOfExtremeMagnitude_SeparatesTheClasses(LinearSolver solver, float magnitude, bool sparse)
    {
        using var matrix = Separable(magnitude, sparse);

        using var model = (LinearModel)new LinearClassifier { Solver = solver }.Train(Context(new LinearClassifier(), matrix));

        // The penalty is nothing at this scale; the tolerance may leave the row nearest to the boundary on its wrong side.
        Assert.InRange(Accuracy(model, matrix), 0.99, 1);
    }

    [Theory]
    [InlineData(LinearSolver.Auto)]
    [InlineData(LinearSolver.Lbfgs)]
    [InlineData(LinearSolver.NewtonCg)]
    [InlineData(LinearSolver.NewtonCholesky)]
    public void Train_GivenHugeRowWeights_SeparatesTheClasses(LinearSolver solver)
    {
        using var matrix = FeatureMatrix.FromDense([1, 2, 3, 4], 4, 1, [0, 0, 1, 1], [1e38f, 1e38f, 1e38f, 1e38f]);

        using var model = (LinearModel)new LinearClassifier { Solver = solver }.Train(Context(new LinearClassifier(), matrix));

        Assert.Equal(1, Accuracy(model, matrix));
    }

    [Fact]
    public void Train_GivenGradientBeyondFloat_SaysWhatToLookFor()
    {
        using var matrix = Separable(3e38f, sparse: false);
        var algorithm = new LinearClassifier { ClassWeights = new Dictionary<string, double> { ["yes"] = 1e6 } };

        var error = Assert.Throws<TrainingDivergedException>(() => algorithm.Train(Context(algorithm, matrix)));

        Assert.Contains("Standardise the features", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_GivenDeadlineInsideAFactorisation_EndsBeforeTheStep()
    {
        using var matrix = Wide();
        var algorithm = new LinearClassifier { Solver = LinearSolver.NewtonCholesky };
        var clock = new CountingClock(() => { });
        var context = Context(algorithm, matrix, new TrainingRunServices { Clock = clock, Deadline = CountingClock.Deadline });

        using var model = (LinearModel)algorithm.Train(context);

        Assert.Equal(0, context.StepsTaken);
        Assert.All(model.Parameters(), p => Assert.Equal(0, p));
    }

    [Fact]
    public void Train_GivenCancellationInsideAFactorisation_EndsBeforeTheStep()
    {
        using var matrix = Wide();
        using var cancel = new CancellationTokenSource();
        var algorithm = new LinearClassifier { Solver = LinearSolver.NewtonCholesky };
        var clock = new CountingClock(cancel.Cancel);
        var context = Context(
            algorithm, matrix, new TrainingRunServices { Clock = clock, Deadline = long.MaxValue, CancellationToken = cancel.Token });

        Assert.Throws<OperationCanceledException>(() => algorithm.Train(context));

        Assert.Equal(0, context.StepsTaken);
    }

    [Fact]
    public void Train_GivenCheckpointOfLbfgs_GoesOnByLbfgs()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var lbfgs = new LinearClassifier { Solver = LinearSolver.Lbfgs };
        using var whole = lbfgs.Train(Context(lbfgs, matrix));
        var seen = 0;
        var first = Run(folder, _ => Cancel(cancel, ++seen == 5), cancel.Token);
        Assert.Throws<OperationCanceledException>(() => lbfgs.Train(Context(lbfgs, matrix, first)));

        var newton = new LinearClassifier { Solver = LinearSolver.NewtonCholesky };
        using var resumed = newton.Train(Context(newton, matrix, Run(folder, _ => { }, CancellationToken.None)));

        Assert.Equal(LearnerRuns.Bytes(whole), LearnerRuns.Bytes(resumed));
    }

    [Theory]
    [InlineData(LinearSolver.NewtonCg)]
    [InlineData(LinearSolver.NewtonCholesky)]
    public void Train_GivenCancellationAfterTheFallback_ResumesToTheSameModel(LinearSolver solver)
    {
        using var matrix = Separable(1e21f, sparse: false);
        var algorithm = new LinearClassifier { Solver = solver, Tolerance = 1e-9 };
        using var whole = algorithm.Train(Context(algorithm, matrix));

        Assert.Equal(LearnerRuns.Bytes(whole), LearnerRuns.TrainInTwoParts(algorithm, matrix, metricsBeforeCancel: 2));
    }

    private static void Cancel(CancellationTokenSource cancel, bool now)
    {
        if (now)
        {
            cancel.Cancel();
        }
    }

    private static TrainingRunServices Run(TemporaryFolder folder, Action<TrainingMetric> onMetric, CancellationToken cancellationToken) => new()
    {
        CancellationToken = cancellationToken,
        OnMetric = onMetric,
        Checkpoints = new CheckpointStore(folder.File("checkpoints"), TimeSpan.Zero, TimeProvider.System, NullLogger.Instance, () => 0, _ => { }),
    };

    private static double Accuracy(LinearModel model, FeatureMatrix matrix) => ModelEvaluation
        .Evaluate(model, matrix, LearningTask.Classification, TestContext.Current.CancellationToken).Single(m => m.Key == "accuracy").Value;

    /// <summary>Its factorisation asks some forty times whether to go on, the rest of a step a few times.</summary>
    private static FeatureMatrix Wide()
    {
        var random = new Random(7);
        float[] values = [.. Enumerable.Range(0, 40 * 320).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        return FeatureMatrix.FromDense(values, 40, 320, [.. Enumerable.Range(0, 40).Select(i => (float)(i % 2))]);
    }

    private static FeatureMatrix Separable(float magnitude, bool sparse)
    {
        var random = new Random(3);
        var values = new float[400];
        var targets = new float[200];
        for (var i = 0; i < targets.Length; i++)
        {
            values[2 * i] = (float)((2 * random.NextDouble()) - 1) * magnitude;
            values[(2 * i) + 1] = (float)((2 * random.NextDouble()) - 1);
            targets[i] = values[2 * i] > 0 ? 1 : 0;
        }

        return sparse
            ? FeatureMatrix.FromSparse([.. Enumerable.Range(0, 201).Select(i => 2 * i)], [.. Enumerable.Range(0, 400).Select(e => e % 2)], values, 2, targets)
            : FeatureMatrix.FromDense(values, 200, 2, targets);
    }

    private static TrainingContext Context(LinearClassifier algorithm, FeatureMatrix matrix) => TrainingContext.Create(
        algorithm.Describe(), matrix, classes: Classes, cancellationToken: TestContext.Current.CancellationToken);

    private static TrainingContext Context(LinearClassifier algorithm, FeatureMatrix matrix, TrainingRunServices run) =>
        new(algorithm.Describe(), matrix, run) { Classes = Classes, MaxThreads = 1 };

    /// <summary>Each question what time it is takes a tick, so a moment inside a step is the same on every machine.</summary>
    private sealed class CountingClock(Action atDeadline) : TimeProvider
    {
        public const long Deadline = 20;

        private long _asked;

        public override long GetTimestamp()
        {
            if (++_asked == Deadline)
            {
                atDeadline();
            }

            return _asked;
        }
    }
}
