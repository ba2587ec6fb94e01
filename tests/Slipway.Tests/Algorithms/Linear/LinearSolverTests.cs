using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>The Newton solvers against L-BFGS and against the optimality conditions in double.</summary>
public class LinearSolverTests
{
    private static readonly LinearClassifier Algorithm = new() { L2 = 0.01, MaxIterations = 1000, Tolerance = 1e-6 };

    public static TheoryData<LinearSolver, LinearClassificationLoss, bool, bool> Cases => new(
        from solver in new[] { LinearSolver.NewtonCg, LinearSolver.NewtonCholesky }
        from loss in new[] { LinearClassificationLoss.Logistic, LinearClassificationLoss.SquaredHinge }
        from sparse in new[] { false, true }
        from weighted in new[] { false, true }
        select (solver, loss, sparse, weighted));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Train_GivenNewtonSolver_ReachesTheOptimumOfLbfgs(LinearSolver solver, LinearClassificationLoss loss, bool sparse, bool weighted)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = Matrix(table, sparse, weighted);
        var algorithm = Algorithm with
        {
            Loss = loss,
            ClassWeights = weighted ? new Dictionary<string, double> { ["malignant"] = 3 } : null,
        };

        var lbfgs = Train(algorithm with { Solver = LinearSolver.Lbfgs }, matrix, table.Classes);
        var newton = Train(algorithm with { Solver = solver }, matrix, table.Classes);

        Assert.All(lbfgs.Parameters.Zip(newton.Parameters), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
        Assert.True(newton.Steps < 20, $"{newton.Steps} Newton steps");
        Assert.True(newton.Steps < lbfgs.Steps, $"{newton.Steps} Newton steps, {lbfgs.Steps} of L-BFGS");
    }

    [Theory]
    [InlineData(LinearSolver.NewtonCg, false)]
    [InlineData(LinearSolver.NewtonCg, true)]
    [InlineData(LinearSolver.NewtonCholesky, false)]
    [InlineData(LinearSolver.NewtonCholesky, true)]
    public void Train_GivenNewtonSolver_EndsWhereTheGradientIsZero(LinearSolver solver, bool intercept)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = Matrix(table, sparse: true, weighted: true);

        var parameters = Train(Algorithm with { Solver = solver, FitIntercept = intercept }, matrix, table.Classes).Parameters;

        var gradient = new double[parameters.Length];
        var total = 0.0;
        for (var i = 0; i < table.Rows.Length; i++)
        {
            var weight = WeightOf(i);
            var score = parameters[^1] + table.Rows[i].Select((x, j) => x * parameters[j]).Sum();
            var slope = weight * ((1 / (1 + Math.Exp(-score))) - (table.Labels[i] == table.Classes[1] ? 1 : 0));
            total += weight;
            for (var j = 0; j < table.Width; j++)
            {
                gradient[j] += slope * table.Rows[i][j];
            }

            gradient[^1] += slope;
        }

        for (var j = 0; j < table.Width; j++)
        {
            Assert.Equal(0, (gradient[j] / total) + (0.01 * parameters[j]), 5e-6);
        }

        Assert.Equal(0, intercept ? gradient[^1] / total : parameters[^1], 5e-6);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 4096)]
    [InlineData(true, 4096)]
    public void Hessian_GivenFiniteDifferencesOfTheGradient_AgreesWithThem(bool sparse, int repeats)
    {
        // 4096 repeats of a small table make several chunks, so their sums are tested too.
        var table = StandardisedTable.Read("breast_cancer.csv");
        var rows = repeats == 1 ? table.Rows.Length : 9000;
        using var matrix = Matrix(table, sparse, weighted: true, rows);
        var algorithm = Algorithm with { L2 = 0.1 };
        var context = TrainingContext.Create(algorithm.Describe(), matrix, classes: table.Classes, maxThreads: 2, cancellationToken: TestContext.Current.CancellationToken);
        var objective = new LinearObjective(algorithm, algorithm.CreateLoss(context), context, secondOrder: true);
        var n = objective.ParameterCount;
        double[] point = [.. Enumerable.Range(0, n).Select(i => 0.05 * Math.Sin(i + 1))], vector = [.. Enumerable.Range(0, n).Select(i => Math.Cos(3 * i))];
        double[] above = new double[n], below = new double[n], product = new double[n], hessian = new double[n * n];
        const double H = 1e-2;

        Assert.True(objective.TryEvaluate([.. point.Zip(vector, (p, v) => p + (H * v))], above, out _));
        Assert.True(objective.TryEvaluate([.. point.Zip(vector, (p, v) => p - (H * v))], below, out _));
        Assert.True(objective.TryEvaluate(point, new double[n], out _));
        Assert.True(objective.TryMultiplyHessian(vector, product));
        Assert.True(objective.TryHessian(hessian));

        for (var i = 0; i < n; i++)
        {
            var fromMatrix = Enumerable.Range(0, n).Sum(j => hessian[(Math.Min(i, j) * n) + Math.Max(i, j)] * vector[j]);
            Assert.Equal((above[i] - below[i]) / (2 * H), product[i], 2e-3);
            Assert.Equal(product[i], fromMatrix, 2e-5);
        }
    }

    [Theory]
    [InlineData(LinearSolver.Auto)]
    [InlineData(LinearSolver.NewtonCg)]
    [InlineData(LinearSolver.NewtonCholesky)]
    public void Train_GivenAnyNumberOfThreads_GivesTheSameBits(LinearSolver solver)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = Matrix(table, sparse: true, weighted: true, rows: 20_000);

        var one = Train(Algorithm with { Solver = solver }, matrix, table.Classes, threads: 1);
        var three = Train(Algorithm with { Solver = solver }, matrix, table.Classes, threads: 3);

        Assert.Equal(one.Parameters, three.Parameters);
    }

    [Fact]
    public void Train_GivenCollinearAndEmptyFeaturesWithoutPenalty_StaysFinite()
    {
        // Columns 0 and 1 are equal, column 2 is 1 - column 0 (collinear with the intercept), column 3 is empty.
        float[] values = [.. Enumerable.Range(0, 400).SelectMany(i => (float[])[i % 2, i % 2, 1 - (i % 2), 0])];
        float[] targets = [.. Enumerable.Range(0, 400).Select(i => i % 5 == 0 ? 1f - (i % 2) : i % 2)];
        using var matrix = FeatureMatrix.FromDense(values, 400, 4, targets);

        foreach (var solver in new[] { LinearSolver.NewtonCg, LinearSolver.NewtonCholesky })
        {
            var parameters = Train(new LinearClassifier { L2 = 0, Solver = solver }, matrix, ["no", "yes"]).Parameters;

            // One row in five has the other label: the odds are 4 to 1 on both sides, whatever column carries them.
            Assert.All(parameters, p => Assert.True(double.IsFinite(p)));
            Assert.Equal(0, parameters[3]);
            Assert.Equal(Math.Log(4), parameters[0] + parameters[1] + parameters[4], 1e-2);
            Assert.Equal(-Math.Log(4), parameters[2] + parameters[4], 1e-2);
        }
    }

    [Fact]
    public void Validate_GivenNewtonSolverWithHingeAndL1_NamesBothProblems()
    {
        var algorithm = new LinearClassifier { Solver = LinearSolver.NewtonCg, Loss = LinearClassificationLoss.Hinge, L1 = 0.1 };

        var problems = algorithm.Validate().ToList();

        Assert.Equal(2, problems.Count);
        Assert.All(problems, p => Assert.Equal("Solver", p.Name));
    }

    [Fact]
    public void Train_GivenNewtonSolverAndThreeClasses_SaysThatItTakesTwo()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();

        var error = Assert.Throws<HyperparameterException>(() => Train(Algorithm with { Solver = LinearSolver.NewtonCg }, matrix, table.Classes));

        Assert.Contains("Auto or Lbfgs with 3 classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_GivenTooManyFeaturesForTheHessian_SaysHowManyItTakes()
    {
        using var matrix = FeatureMatrix.FromSparse([0, 1, 2], [0, 4999], [1, 1], 5000, [0, 1]);

        var error = Assert.Throws<HyperparameterException>(() => Train(Algorithm with { Solver = LinearSolver.NewtonCholesky }, matrix, ["no", "yes"]));

        Assert.Contains("4096", error.Message, StringComparison.Ordinal);
        Assert.Contains("5000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateTraining_GivenAuto_ChoosesByLossPenaltyAndShape()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var tall = table.Classification();
        using var wide = FeatureMatrix.FromSparse([0, 1, 2], [0, 4999], [1, 1], 5000, [0, 1]);

        Assert.IsType<NewtonCholeskyTraining>(Chosen(new LinearClassifier(), tall, table.Classes));
        Assert.IsType<NewtonCgTraining>(Chosen(new LinearClassifier(), wide, ["no", "yes"]));
        Assert.IsType<QuasiNewtonTraining>(Chosen(new LinearClassifier { L1 = 0.1 }, tall, table.Classes));
        Assert.IsType<QuasiNewtonTraining>(Chosen(new LinearClassifier { Loss = LinearClassificationLoss.Hinge }, tall, table.Classes));
    }

    private static LinearTraining Chosen(LinearClassifier algorithm, FeatureMatrix matrix, string[] classes)
    {
        var context = TrainingContext.Create(algorithm.Describe(), matrix, classes: classes);
        return algorithm.CreateTraining(algorithm.CreateLoss(context), context);
    }

    private static float WeightOf(int row) => row % 3;

    [Theory]
    [InlineData(LinearSolver.NewtonCg, false)]
    [InlineData(LinearSolver.NewtonCg, true)]
    [InlineData(LinearSolver.NewtonCholesky, false)]
    [InlineData(LinearSolver.NewtonCholesky, true)]
    public void Train_GivenSpilledRows_FindsTheSamePoint(LinearSolver solver, bool sparse)
    {
        // given: 20,000 rows, so that there are several chunks
        const int Rows = 20_000;
        using var folder = new TemporaryFolder();
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var inMemory = Matrix(table, sparse, weighted: true, Rows);
        using var builder = new FeatureMatrixBuilder(table.Width) { IsSparse = sparse, HasTargets = true, HasWeights = true, MemoryBudget = 0, SpillDirectory = folder.Root };
        for (var c = 0; c < inMemory.ChunkCount; c++)
        {
            var chunk = inMemory.Chunk(c);
            builder.AddRows(chunk.Features, chunk.Targets, chunk.Weights);
        }

        using var spilled = builder.Build();
        Assert.True(spilled.SpilledBytes > 0 && spilled.ChunkCount > 1);

        // when
        var expected = Train(Algorithm with { Solver = solver }, inMemory, table.Classes);
        var actual = Train(Algorithm with { Solver = solver }, spilled, table.Classes, threads: 1);

        // then
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    private static FeatureMatrix Matrix(StandardisedTable table, bool sparse, bool weighted, int rows = 0)
    {
        rows = rows == 0 ? table.Rows.Length : rows;
        float[] values = [.. Enumerable.Range(0, rows).SelectMany(i => table.Rows[i % table.Rows.Length].Select(x => (float)x))];
        float[] targets = [.. Enumerable.Range(0, rows).Select(i => (float)Array.IndexOf(table.Classes, table.Labels[i % table.Rows.Length]))];
        float[] weights = weighted ? [.. Enumerable.Range(0, rows).Select(WeightOf)] : [];
        if (!sparse)
        {
            return FeatureMatrix.FromDense(values, rows, table.Width, targets, weights);
        }

        int[] offsets = [.. Enumerable.Range(0, rows + 1).Select(i => i * table.Width)];
        int[] columns = [.. Enumerable.Range(0, values.Length).Select(e => e % table.Width)];
        return FeatureMatrix.FromSparse(offsets, columns, values, table.Width, targets, weights);
    }

    private static (double[] Parameters, int Steps) Train(LinearAlgorithm algorithm, FeatureMatrix matrix, string[] classes, int threads = 2)
    {
        var context = TrainingContext.Create(algorithm.Describe(), matrix, classes: classes, maxThreads: threads);
        using var model = (LinearModel)algorithm.Train(context);
        return (model.Parameters(), context.StepsTaken);
    }
}
