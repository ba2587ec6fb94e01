using Slipway.Features;
using Slipway.Models;
using Slipway.Peers.Running;

namespace Slipway.Peers.Svm;

/// <summary>
/// Linear models of sparse rows against LIBLINEAR, through scikit-learn. LIBLINEAR stops at its program's default. Slipway's support vector
/// machines stop at their own, a duality gap of a thousandth; its logistic regression stops when the gradient has shrunk to LIBLINEAR's part,
/// <c>0.01 min(positives, negatives) / rows</c>, of the first. LIBLINEAR measures a gradient by its 2-norm, Slipway by its largest component,
/// so the two rules are alike and not the same; the objectives are compared.
/// </summary>
internal sealed class LinearGroup : IBenchmarkGroup
{
    private const double Goal = 2;
    private const double LibLinearEpsilon = 0.01;

    /// <inheritdoc/>
    public string Name => "linear";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup) =>
    [
        .. Rows("a9a 32,561 x 123", "a9a", 32_561, 7_841, setup),
        .. Rows("SMS spam tf-idf", "sms", 5_574, 747, setup),
    ];

    private static IEnumerable<Comparison> Rows(string work, string set, int rows, int positives, BenchmarkSetup setup)
    {
        var svm = new SvmClassifier { Kernel = SvmKernel.Linear, Solver = SvmSolver.DualCoordinateDescent };
        yield return Row($"linear SVM, hinge, {work}", set, "hinge", 0.1, svm, setup);
        yield return Row($"linear SVM, squared hinge, {work}", set, "squared_hinge", 0.1, svm with { Loss = SvmLoss.SquaredHinge }, setup);
        var logistic = new LinearClassifier { L2 = 1.0 / rows, Tolerance = LibLinearEpsilon * positives / rows };
        yield return Row($"logistic regression {work}", set, "logistic", LibLinearEpsilon, logistic, setup);
    }

    private static Comparison Row(string work, string set, string loss, double tolerance, Algorithm algorithm, BenchmarkSetup setup)
    {
        var data = new ExportedSet(setup, set);
        return new Comparison
        {
            Work = $"{work}, C 1, rows to model",
            Unit = "s",
            Goal = $">= {Goal}x, primal objective not above by more than 1e-3",
            GoalMet = result => result.EqualQuality == true && result.Ratio >= Goal,
            Quality = new QualityRule("primal objective at most 1e-3 above the peer's", (slipway, peer) => slipway <= peer * 1.001),
            WarmUps = 20,
            Repetitions = 11,
            Slipway = Contender.Slipway(async cancellationToken =>
            {
                using var matrix = await data.SparseAsync(cancellationToken);
                return Measured.Train(
                    algorithm, matrix, setup.Threads, model => Primal((LinearModel)model, matrix, loss), cancellationToken);
            }),
            Peer = setup.Python.Contender("LIBLINEAR (scikit-learn)", "sklearn", "svm.linear", () => data.Arguments(new()
            {
                ["loss"] = loss,
                ["tolerance"] = tolerance,
            })),
        };
    }

    // LIBLINEAR's objective, in which the intercept is penalised. LinearClassifier does not penalise it, so it may end a little above.
    private static double Primal(LinearModel model, FeatureMatrix matrix, string loss)
    {
        var parameters = model.Parameters();
        var objective = parameters.Sum(w => w * w) / 2;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            var features = chunk.Features;
            for (var i = 0; i < chunk.Rows; i++)
            {
                var score = parameters[^1];
                for (var e = features.RowOffsets[i] - features.RowOffsets[0]; e < features.RowOffsets[i + 1] - features.RowOffsets[0]; e++)
                {
                    score += features.Values[e] * parameters[features.Columns[e]];
                }

                var margin = chunk.Targets[i] > 0 ? score : -score;
                var slack = Math.Max(0, 1 - margin);
                objective += loss == "hinge" ? slack : loss == "squared_hinge" ? slack * slack : Math.Log(1 + Math.Exp(-margin));
            }
        }

        return objective;
    }
}
