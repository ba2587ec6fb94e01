using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms.Trees;

/// <summary>Two thirds of a shipped table to train on and every third row to test on, as the scikit-learn figures in these tests were made.</summary>
internal sealed class TreeTable : IDisposable
{
    private TreeTable(StandardisedTable table, bool regression, bool sparse)
    {
        Classes = regression ? [] : table.Classes;
        Train = Matrix(table, regression, sparse, i => i % 3 != 0);
        Test = Matrix(table, regression, sparse, i => i % 3 == 0);
    }

    public string[] Classes { get; }

    public FeatureMatrix Train { get; }

    public FeatureMatrix Test { get; }

    public static TreeTable Classification(string file, bool sparse = false) => new(StandardisedTable.Read(file), regression: false, sparse);

    /// <summary>The first column of wine from the others.</summary>
    public static TreeTable Regression() => new(StandardisedTable.Read("wine.csv"), regression: true, sparse: false);

    public TreeEnsembleModel Fit(
        Algorithm algorithm, int threads = 1, FeatureMatrix? validation = null, Action<TrainingMetric>? onMetric = null, ulong seed = 1) =>
        Fit(algorithm, Train, Classes, threads, validation, onMetric, seed);

    public static TreeEnsembleModel Fit(
        Algorithm algorithm, FeatureMatrix train, string[] classes, int threads = 1, FeatureMatrix? validation = null,
        Action<TrainingMetric>? onMetric = null, ulong seed = 1) => (TreeEnsembleModel)algorithm.Train(TrainingContext.Create(
        algorithm.Describe(), train, validation, classes, seed, threads, onMetric, TestContext.Current.CancellationToken));

    public static double Metric(TreeEnsembleModel model, FeatureMatrix matrix, string name) => ModelEvaluation.Evaluate(
        model, matrix, name is "accuracy" ? LearningTask.Classification : LearningTask.Regression, CancellationToken.None).First(m => m.Key == name).Value;

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }

    private static FeatureMatrix Matrix(StandardisedTable table, bool regression, bool sparse, Func<int, bool> wanted)
    {
        var rows = Enumerable.Range(0, table.Rows.Length).Where(wanted).ToArray();
        var skip = regression ? 1 : 0;
        float[] values = [.. rows.SelectMany(i => table.Rows[i].Skip(skip).Select(v => (float)v))];
        float[] targets = [.. rows.Select(i => regression ? (float)table.Rows[i][0] : Array.IndexOf(table.Classes, table.Labels[i]))];
        var width = table.Width - skip;
        return sparse
            ? FeatureMatrix.FromSparse(
                [.. Enumerable.Range(0, rows.Length + 1).Select(i => i * width)], [.. Enumerable.Range(0, values.Length).Select(i => i % width)],
                values, width, targets)
            : FeatureMatrix.FromDense(values, rows.Length, width, targets);
    }
}
