using Slipway.Peers.Running;

namespace Slipway.Peers.Svm;

/// <summary>Kernel machines against scikit-learn's SVC (LIBSVM's dense solver).</summary>
internal sealed class SvmGroup : IBenchmarkGroup
{
    private const double C = 1;
    private const double Tolerance = 1e-3;
    private const int CacheMegabytes = 4096;
    private const double Goal = 8;

    /// <inheritdoc/>
    public string Name => "svm";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup) =>
    [
        Row("Adult 32,561 x 107, one-hot", "adult", 0.01, setup),
        Row("generated 20,000 x 50", "generated", 0.005, setup),
    ];

    private static Comparison Row(string work, string set, double gamma, BenchmarkSetup setup)
    {
        var data = new ExportedSet(setup, set);
        var decisions = new PeerDecisions(setup, set);
        var algorithm = new SvmClassifier { C = C, Gamma = gamma, Tolerance = Tolerance, CacheMegabytes = CacheMegabytes };
        return new Comparison
        {
            Work = $"RBF SVM {work}, C {C}, gamma {gamma}, rows to model",
            Unit = "s",
            Goal = $">= {Goal}x, dual objective equal to 1e-4 (either way), decision values to {PeerDecisions.LargestDifference}",
            GoalMet = result => result.EqualQuality == true && result.Ratio >= Goal && decisions.Comparisons > 0,
            Quality = QualityRule.SameValue(1e-4),
            Slipway = Contender.Slipway(async cancellationToken =>
            {
                using var matrix = await data.DenseAsync(cancellationToken);
                return Measured.Train(
                    algorithm, matrix, setup.Threads, model => DualObjective((SvmModel)model), cancellationToken,
                    model => decisions.Compare((SvmModel)model, matrix));
            }),
            Peer = setup.Python.Contender("scikit-learn SVC", "sklearn", "svm.rbf", () => data.Arguments(new()
            {
                ["c"] = C,
                ["gamma"] = gamma,
                ["tolerance"] = Tolerance,
                ["cache_megabytes"] = CacheMegabytes,
                ["decisions"] = decisions.File,
                ["every"] = PeerDecisions.Every,
            })),
        };
    }

    private static double DualObjective(SvmModel model)
    {
        double[] b = [.. model.Coefficients.ToArray().Select(v => (double)v)];
        var rows = model.Support.Centred(model.Support.Means());
        var expansion = KernelExpansion.Of(rows, b, rows, model.Kernel, default);
        return b.Zip(expansion, (x, y) => (0.5 * x * y) - Math.Abs(x)).Sum();
    }
}
