using Slipway.Features;

namespace Slipway.Tests.Algorithms;

/// <summary>
/// Optima against LIBSVM, as scikit-learn 1.2.1's SVC, SVR and LinearSVC (tol=1e-8 or less) give them on the same standardised tables.
/// </summary>
public class SvmOptimumTests
{
    private static readonly int[] Probes = [0, 10, 19, 100, 300, 568];

    public static TheoryData<string, double, double[]> LibSvm => new()
    {
        { "rbf", -59.76134537133554, [1.0000000048585647, 0.8171536802015009, -1.4150145783602004, 0.6468254526629313, 2.098779385822351, -1.1368771722003936] },
        { "linear", -26.52545515980227, [13.449903548468003, 1.7970006838711983, -1.2741111739669504, 2.1118097108680867, 13.19786601855961, -6.9898199819654305] },
        { "polynomial", -31.873964639522686, [7.0363660651963675, 0.999999953268599, -1.352977338858366, 0.9999997560693183, 6.509422871359925, -3.180061573043119] },
        { "sigmoid", -88.70299142803174, [3.9548597319537784, 0.22806390452042213, -0.9191019366228407, 0.1589245359528949, 3.490209397806918, -2.9939333692849983] },
        { "rbf10", -197.75126975669247, [0.9999999811421167, 1.2079595820975133, -1.7859520377364604, 1.5470132848931797, 2.5541844286048887, -1.2219494404522793] },
        { "balanced", -62.51096559129336, [1.0000000030185765, 1.0000000646424547, -1.3312551668289512, 0.978281589224878, 2.084335084240371, -1.269136791935355] },
    };

    [Theory]
    [MemberData(nameof(LibSvm))]
    public void Train_GivenTwoClasses_ReachesLibSvmsObjectiveAndDecisions(string name, double objective, double[] decisions)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        foreach (var sparse in new[] { false, true })
        {
            using var matrix = table.Classification(sparse);
            var algorithm = Algorithm(name) with { Tolerance = 1e-5 };

            using var model = SvmTestData.Train(algorithm, matrix, table.Classes);

            // Ours is positive for the first class, LIBSVM's for the second one.
            var ours = SvmTestData.Decide(model, matrix);
            Assert.All(Probes.Zip(decisions), p => Assert.Equal(p.Second, -ours[p.First], 2e-3));
            var solution = Solve(algorithm, table);
            Assert.Equal(objective, solution.Objective, 1e-5 * Math.Abs(objective));
        }
    }

    [Fact]
    public void Train_GivenDefaultTolerance_IsWithinOneInTenThousandOfTheObjective()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");

        var solution = Solve(Algorithm("rbf"), table);

        Assert.Equal(-59.76134537133554, solution.Objective, 1e-4 * 59.76);
        Assert.True(solution.Converged);
    }

    [Fact]
    public void Train_GivenThreeClasses_MatchesLibSvmsPairwiseDecisions()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();

        using var model = SvmTestData.Train(new SvmClassifier { Tolerance = 1e-6 }, matrix, table.Classes, threads: 2);

        double[][] expected =
        [
            [1.4533117361460968, 1.169756320143028, 0.7077767497919638], [-1.0741006797374533, -0.706920942563447, 0.6392435194661051],
            [-1.0263701426314118, 0.3798218371868383, 1.4123521284495184], [-0.6386853385831806, -1.1385244502825511, -1.349417026091112],
        ];
        var ours = SvmTestData.Decide(model, matrix);
        int[] rows = [0, 70, 100, 177];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var p = 0; p < 3; p++)
            {
                Assert.Equal(expected[i][p], ours[(rows[i] * 3) + p], 1e-4);
            }
        }

        Assert.InRange(model.SupportVectors, 67, 71); // LIBSVM: 69
    }

    [Theory]
    [InlineData(SvmKernel.Rbf, 0.1, 1, new[] { 1.4749950235178781, -0.5891218480803709, -0.5940684138749164, 0.382989715450609 })]
    [InlineData(SvmKernel.Linear, 0.3, 0.5, new[] { 0.8433370177866875, -0.5778016406977438, -0.23883110687260983, 0.29530798533734154 })]
    public void Train_GivenRegression_MatchesLibSvmsPredictions(SvmKernel kernel, double epsilon, double c, double[] predictions)
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Regression();

        using var model = SvmTestData.Train(new SvmRegressor { Kernel = kernel, Epsilon = epsilon, C = c, Tolerance = 1e-6 }, matrix, []);

        var ours = SvmTestData.Score(model, matrix.Chunk(0).Features);
        Assert.All(new[] { 0, 70, 100, 177 }.Zip(predictions), p => Assert.Equal(p.Second, ours[p.First], 1e-3));
    }

    [Fact]
    public void Solve_GivenRegression_ReachesLibSvmsObjective()
    {
        var table = StandardisedTable.Read("wine.csv");
        var rows = SvmRows.Dense([.. table.Rows.SelectMany(r => r[1..].Select(x => (float)x))], table.Rows.Length, table.Width - 1);
        float[] targets = [.. table.Rows.Select(r => (float)r[0])];
        double[] ones = [.. Enumerable.Repeat(1.0, rows.Count)];
        var kernel = new SvmRegressor().KernelFor(rows);

        var solution = new SmoSolver(SmoProblem.Regression(rows, kernel, targets, ones, 0.1), SvmTestData.Settings(1e-6)).Solve();

        Assert.Equal(-56.89360398027902, solution.Objective, 1e-4);
        Assert.Equal(0, solution.Coefficients.Sum(), 1e-9);
    }

    [Theory]
    [InlineData(SvmLoss.Hinge, 26.526351608832346)]
    [InlineData(SvmLoss.SquaredHinge, 31.05563801156212)]
    public void Train_GivenDualCoordinateDescent_ReachesLibLinearsPrimal(SvmLoss loss, double primal)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        foreach (var sparse in new[] { false, true })
        {
            using var matrix = table.Classification(sparse);
            var algorithm = new SvmClassifier { Kernel = SvmKernel.Linear, Solver = SvmSolver.DualCoordinateDescent, Loss = loss, Tolerance = 1e-4, MaxIterations = 100_000 };
            var parts = new CapturedParts();

            using (var model = algorithm.Train(TrainingContext.Create(algorithm.Describe(), matrix, classes: table.Classes, cancellationToken: TestContext.Current.CancellationToken)))
            {
                model.Save(parts);
            }

            float[] w = parts["weight"];
            double bias = parts["intercept"][0];
            var objective = ((bias * bias) + w.Sum(x => (double)x * x)) / 2;
            for (var i = 0; i < table.Rows.Length; i++)
            {
                var score = bias + table.Rows[i].Select((x, j) => x * w[j]).Sum();
                var slack = Math.Max(0, 1 - ((table.Labels[i] == table.Classes[1] ? 1 : -1) * score));
                objective += loss == SvmLoss.Hinge ? slack : slack * slack;
            }

            Assert.InRange(objective, primal * (1 - 1e-6), primal * (1 + 1.1e-4));
        }
    }

    private static SvmClassifier Algorithm(string name) => name switch
    {
        "linear" => new SvmClassifier { Kernel = SvmKernel.Linear },
        "polynomial" => new SvmClassifier { Kernel = SvmKernel.Polynomial, Coef0 = 1 },
        "sigmoid" => new SvmClassifier { Kernel = SvmKernel.Sigmoid, Gamma = 0.01 },
        "rbf10" => new SvmClassifier { C = 10, GammaRule = SvmGamma.Auto },
        "balanced" => new SvmClassifier { ClassWeighting = ClassWeighting.Balanced },
        _ => new SvmClassifier(),
    };

    private static SmoSolution Solve(SvmClassifier algorithm, StandardisedTable table)
    {
        var problem = SvmTestData.Problem(table, default, algorithm.C);
        problem = problem with { Kernel = algorithm.KernelFor(problem.Rows) };
        if (algorithm.ClassWeighting == ClassWeighting.Balanced)
        {
            for (var i = 0; i < problem.Variables; i++)
            {
                var weight = table.Labels.Length / (2.0 * table.Labels.Count(l => l == table.Labels[i]));
                problem.Lower[i] *= weight;
                problem.Upper[i] *= weight;
            }
        }

        return new SmoSolver(problem, SvmTestData.Settings(algorithm.Tolerance)).Solve();
    }
}
