using System.Globalization;
using Slipway.Features;

namespace Slipway.Tests.Algorithms;

/// <summary>Against files that LIBSVM's own svm-train and svm-predict wrote for the same file; <c>LibSvm/make.py</c> says how.</summary>
public class LibSvmGoldenTests
{
    [Theory]
    [InlineData("rbf")]
    [InlineData("polynomial")]
    [InlineData("linear")]
    [InlineData("sigmoid")]
    public void Train_GivenLibSvmsFile_DecidesAsItsModelOnEveryRow(string name)
    {
        var (rows, targets) = ReadTable("classes.svm");
        using var matrix = FeatureMatrix.FromDense([.. rows.SelectMany(r => r.Select(x => (float)x))], rows.Length, 13, [.. targets.Select(t => (float)(t - 1))]);
        var expected = LibSvmModel.Read(Golden($"{name}.model"));

        using var model = SvmTestData.Train(Classifier(name), matrix, ["1", "2", "3"]);

        var decisions = SvmTestData.Decide(model, matrix);
        var scores = SvmTestData.Score(model, matrix.Chunk(0).Features);
        var predictions = ReadPredictions(name);
        for (var i = 0; i < rows.Length; i++)
        {
            var theirs = expected.Decide(rows[i]);
            for (var pair = 0; pair < theirs.Length; pair++)
            {
                Assert.Equal(theirs[pair], decisions[(i * theirs.Length) + pair], 1e-3);
            }

            var row = scores.AsSpan(i * 3, 3);
            Assert.Equal(predictions[i], row.IndexOf(Math.Max(row[0], Math.Max(row[1], row[2]))) + 1);
        }

        Assert.InRange(model.SupportVectors, expected.SupportVectors - 2, expected.SupportVectors + 2);
    }

    [Fact]
    public void Train_GivenLibSvmsRegressionFile_PredictsAsSvmPredict()
    {
        var (rows, targets) = ReadTable("targets.svm");
        using var matrix = FeatureMatrix.FromDense([.. rows.SelectMany(r => r.Select(x => (float)x))], rows.Length, 12, [.. targets.Select(t => (float)t)]);
        var expected = LibSvmModel.Read(Golden("regression.model"));

        using var model = SvmTestData.Train(new SvmRegressor { Gamma = 0.1, C = 1, Epsilon = 0.1, Tolerance = 1e-6 }, matrix, []);

        var ours = SvmTestData.Score(model, matrix.Chunk(0).Features);
        var predictions = ReadPredictions("regression");
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(predictions[i], ours[i], 1e-3);
            Assert.Equal(expected.Decide(rows[i])[0], ours[i], 1e-3);
        }
    }

    private static SvmClassifier Classifier(string name) => name switch
    {
        "rbf" => new SvmClassifier { Gamma = 0.1, C = 1, Tolerance = 1e-6 },
        "polynomial" => new SvmClassifier { Kernel = SvmKernel.Polynomial, Gamma = 0.1, Coef0 = 1, Degree = 3, C = 0.5, Tolerance = 1e-6 },
        "linear" => new SvmClassifier { Kernel = SvmKernel.Linear, C = 1, Tolerance = 1e-6 },
        "sigmoid" => new SvmClassifier { Kernel = SvmKernel.Sigmoid, Gamma = 0.02, Coef0 = 0.1, C = 1, Tolerance = 1e-6 },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such golden file."),
    };

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "libsvm", file);

    private static double[] ReadPredictions(string name) =>
        [.. File.ReadLines(Golden($"{name}.predictions")).Select(l => double.Parse(l, CultureInfo.InvariantCulture))];

    private static (double[][] Rows, double[] Targets) ReadTable(string file)
    {
        var lines = File.ReadLines(Golden(file)).Select(l => l.Split(' ')).ToArray();
        return (
            [.. lines.Select(l => l[1..].Select(e => double.Parse(e[(e.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture)).ToArray())],
            [.. lines.Select(l => double.Parse(l[0], CultureInfo.InvariantCulture))]);
    }
}
