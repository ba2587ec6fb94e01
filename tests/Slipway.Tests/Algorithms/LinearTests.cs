using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>Optima against scikit-learn 1.2.1 on the same standardised tables; objectives are recomputed here in double.</summary>
public class LinearTests
{
    private const double Rows = 569;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_GivenLogisticLoss_ReachesScikitLearnsOptimum(bool sparse)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification(sparse);

        var (weights, intercepts) = Train(new LinearClassifier { L2 = 1 / Rows, MaxIterations = 500, Tolerance = 1e-6 }, matrix, table.Classes);

        // LogisticRegression(C=1, tol=1e-12): 0.0663601863797622
        var objective = MeanOverRows(table, weights, intercepts, (score, sign) => Math.Log(1 + Math.Exp(-sign * score))) + Penalty(weights, 1 / Rows);
        Assert.Equal(0.0663601863797622, objective, 6e-7);
    }

    [Fact]
    public void Train_GivenMoreThanTwoClasses_ReachesTheMultinomialOptimum()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();

        var (weights, intercepts) = Train(new LinearClassifier { L2 = 1.0 / 178, MaxIterations = 500, Tolerance = 1e-6 }, matrix, table.Classes);

        var loss = table.Rows.Select((row, i) =>
        {
            var scores = Scores(row, weights, intercepts);
            return Math.Log(scores.Sum(Math.Exp)) - scores[Array.IndexOf(table.Classes, table.Labels[i])];
        }).Average();
        // LogisticRegression(C=1, tol=1e-12), multinomial: 0.06792323479465207
        Assert.Equal(0.06792323479465207, loss + Penalty(weights, 1.0 / 178), 1e-6);
    }

    [Fact]
    public void Train_GivenHingeLoss_ReachesTheSupportVectorMachinesOptimum()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();

        var (weights, intercepts) = Train(
            new LinearClassifier { Loss = LinearClassificationLoss.Hinge, L2 = 1 / Rows, MaxIterations = 3000, Tolerance = 1e-6 }, matrix, table.Classes);

        // SVC(kernel="linear", C=1, tol=1e-8): 0.046617682470216124. The smoothing costs at most half its width, 0.0005.
        var objective = MeanOverRows(table, weights, intercepts, (score, sign) => Math.Max(0, 1 - (sign * score))) + Penalty(weights, 1 / Rows);
        Assert.InRange(objective, 0.0466176, 0.0466176 + 2.5e-4);
    }

    [Fact]
    public void Train_GivenQuantileLoss_ReachesTheOptimumOfLinearProgramming()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Regression();

        var (weights, intercepts) = Train(
            new LinearRegressor { Loss = LinearRegressionLoss.Quantile, Quantile = 0.8, L2 = 0, MaxIterations = 3000, Tolerance = 1e-6 }, matrix, []);

        var loss = table.Rows.Average(r =>
        {
            var error = r[0] - Scores(r[1..], weights, intercepts)[0];
            return Math.Max(0.8 * error, -0.2 * error);
        });
        // QuantileRegressor(quantile=0.8, alpha=0, solver="highs"): 0.17325784662307409
        Assert.InRange(loss, 0.1732578, 0.1732578 + 2e-4);
    }

    [Fact]
    public void Train_GivenSquaredLossWithoutPenalty_SolvesTheNormalEquations()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Regression();

        var (weights, intercepts) = Train(new LinearRegressor { L2 = 0, MaxIterations = 1000, Tolerance = 1e-7 }, matrix, []);

        var residuals = table.Rows.Select(r => r[0] - Scores(r[1..], weights, intercepts)[0]).ToArray();
        Assert.Equal(0, residuals.Average(), 1e-5);
        for (var j = 1; j < table.Width; j++)
        {
            Assert.Equal(0, table.Rows.Select((r, i) => r[j] * residuals[i]).Average(), 2e-5);
        }
    }

    [Fact]
    public void Train_GivenHuberLoss_BalancesClippedResiduals()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Regression();

        var (weights, intercepts) = Train(
            new LinearRegressor { Loss = LinearRegressionLoss.Huber, HuberDelta = 0.5, L2 = 0, MaxIterations = 1000, Tolerance = 1e-7 }, matrix, []);

        var clipped = table.Rows.Select(r => Math.Clamp(r[0] - Scores(r[1..], weights, intercepts)[0], -0.5, 0.5)).ToArray();
        for (var j = 1; j < table.Width; j++)
        {
            Assert.Equal(0, table.Rows.Select((r, i) => r[j] * clipped[i]).Average(), 2e-5);
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.05)]
    public void Train_GivenL1Penalty_SatisfiesTheOptimalityConditionsAndIsSparse(double l1)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();

        var (weights, intercepts) = Train(new LinearClassifier { L1 = l1, L2 = 0, MaxIterations = 2000, Tolerance = 1e-6 }, matrix, table.Classes);

        var slopes = table.Rows.Select((row, i) => (1 / (1 + Math.Exp(-Scores(row, weights, intercepts)[0]))) - Array.IndexOf(table.Classes, table.Labels[i])).ToArray();
        for (var j = 0; j < table.Width; j++)
        {
            var gradient = table.Rows.Select((r, i) => r[j] * slopes[i]).Average();
            if (weights[j] == 0)
            {
                Assert.InRange(Math.Abs(gradient), 0, l1 + 1e-4);
            }
            else
            {
                Assert.Equal(-Math.Sign(weights[j]) * l1, gradient, 1e-4);
            }
        }

        Assert.InRange(weights.Count(w => w == 0), 12, 29);
    }

    [Fact]
    public void Train_GivenRowWeights_CountsRowsAsOftenAsTheirWeightSays()
    {
        var table = StandardisedTable.Read("wine.csv");
        float[] values = [.. table.Rows.SelectMany(r => r.Select(x => (float)x))];
        float[] targets = [.. table.Labels.Select(l => (float)Array.IndexOf(table.Classes, l))];
        float[] twice = [.. targets.Select((t, i) => i % 3 == 0 ? 2f : i % 3 == 1 ? 1f : 0f)];
        using var weighted = FeatureMatrix.FromDense(values, targets.Length, table.Width, targets, twice);
        var repeats = Enumerable.Range(0, targets.Length).SelectMany(i => Enumerable.Repeat(i, (int)twice[i])).ToArray();
        using var repeated = FeatureMatrix.FromDense(
            [.. repeats.SelectMany(i => values.AsSpan(i * table.Width, table.Width).ToArray())], repeats.Length, table.Width, [.. repeats.Select(i => targets[i])]);
        var algorithm = new LinearClassifier { L2 = 0.01, MaxIterations = 500, Tolerance = 1e-7 };

        var (one, _) = Train(algorithm, weighted, table.Classes);
        var (two, _) = Train(algorithm, repeated, table.Classes);

        Assert.All(one.Zip(two), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
    }

    [Fact]
    public void Train_GivenClassWeights_MovesTheBoundary()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        var algorithm = new LinearClassifier { L2 = 0.1 };

        var (_, plain) = Train(algorithm, matrix, table.Classes);
        var (_, heavy) = Train(algorithm with { ClassWeights = new Dictionary<string, double> { ["malignant"] = 10 } }, matrix, table.Classes);

        Assert.True(heavy[0] > plain[0] + 0.5, $"{heavy[0]} after {plain[0]}");
    }

    [Fact]
    public void Train_GivenUnknownClassInClassWeights_NamesItAndTheClasses()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();

        var error = Assert.Throws<HyperparameterException>(
            () => Train(new LinearClassifier { ClassWeights = new Dictionary<string, double> { ["bad"] = 2 } }, matrix, table.Classes));

        Assert.Contains("'bad'", error.Message, StringComparison.Ordinal);
        Assert.Contains("benign, malignant", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_GivenNoIntercept_KeepsItAtZero()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();

        var (_, intercepts) = Train(new LinearClassifier { FitIntercept = false }, matrix, table.Classes);

        Assert.Equal(0, intercepts[0]);
    }

    [Theory]
    [InlineData(LinearClassificationLoss.Hinge)]
    [InlineData(LinearClassificationLoss.SquaredHinge)]
    [InlineData(LinearClassificationLoss.Logistic)]
    public void Score_GivenExtremeRows_OrdersClassesByTheirMargins(LinearClassificationLoss loss)
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        var algorithm = new LinearClassifier { Loss = loss };
        using var model = (VectorModel)algorithm.Train(TrainingContext.Create(algorithm.Describe(), matrix, classes: table.Classes, cancellationToken: TestContext.Current.CancellationToken));
        var parts = new CapturedParts();
        model.Save(parts);
        double[] weights = [.. parts["weight"].Select(w => (double)w)];
        double[] intercepts = [.. parts["intercept"].Select(b => (double)b)];

        foreach (var scale in new[] { 1.0, 30.0, 1000.0, 1e6 })
        {
            foreach (var row in table.Rows)
            {
                double[] far = [.. row.Select(x => x * scale)];
                var outputs = new float[3];
                model.Score(FeatureBlock.Dense([.. far.Select(x => (float)x)], 1, table.Width), outputs);
                var margins = Scores(far, weights, intercepts);

                Assert.Equal(margins.IndexOf(margins.Max()), outputs.IndexOf(outputs.Max()));
                Assert.Equal(1, outputs.Sum(), 1e-5);
            }
        }
    }

    [Fact]
    public void Train_GivenFeaturesTooLargeForFloat32Products_SaysThatItDiverged()
    {
        using var matrix = FeatureMatrix.FromDense([1e38f, 2e38f, 3e38f, 1e38f], 4, 1, [1, 2, 3, 1]);

        var error = Assert.Throws<TrainingDivergedException>(() => Train(new LinearRegressor(), matrix, []));

        Assert.Equal("train:loss", error.Metric);
    }

    private static (double[] Weights, double[] Intercepts) Train(LinearAlgorithm algorithm, FeatureMatrix matrix, string[] classes)
    {
        var parts = new CapturedParts();
        using var model = algorithm.Train(TrainingContext.Create(algorithm.Describe(), matrix, classes: classes, maxThreads: 2));
        model.Save(parts);
        return ([.. parts["weight"].Select(w => (double)w)], [.. parts["intercept"].Select(b => (double)b)]);
    }

    private static double[] Scores(double[] row, double[] weights, double[] intercepts) =>
        [.. intercepts.Select((b, k) => b + row.Select((x, j) => x * weights[(j * intercepts.Length) + k]).Sum())];

    private static double MeanOverRows(StandardisedTable table, double[] weights, double[] intercepts, Func<double, double, double> loss) =>
        table.Rows.Select((row, i) => loss(Scores(row, weights, intercepts)[0], table.Labels[i] == table.Classes[1] ? 1 : -1)).Average();

    private static double Penalty(double[] weights, double l2) => l2 / 2 * weights.Sum(w => w * w);
}
