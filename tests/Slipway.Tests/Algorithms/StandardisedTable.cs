using System.Globalization;
using Slipway.Features;

namespace Slipway.Tests.Algorithms;

/// <summary>A shipped table as standardised doubles (population deviation), read without Slipway, to check learners against.</summary>
internal sealed class StandardisedTable
{
    private StandardisedTable(double[][] rows, string[] labels)
    {
        Labels = labels;
        Classes = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        Width = rows[0].Length;
        var n = rows.Length;
        var means = Enumerable.Range(0, Width).Select(j => rows.Average(r => r[j])).ToArray();
        var deviations = Enumerable.Range(0, Width).Select(j => Math.Sqrt(rows.Sum(r => (r[j] - means[j]) * (r[j] - means[j])) / n)).ToArray();
        Rows = [.. rows.Select(r => r.Select((x, j) => (x - means[j]) / deviations[j]).ToArray())];
    }

    public double[][] Rows { get; }

    public string[] Labels { get; }

    public string[] Classes { get; }

    public int Width { get; }

    public static StandardisedTable Read(string file)
    {
        var lines = File.ReadAllLines(SampleData.Path(file)).Skip(1).Select(l => l.Split(',')).ToArray();
        return new StandardisedTable(
            [.. lines.Select(l => l[..^1].Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())], [.. lines.Select(l => l[^1])]);
    }

    public FeatureMatrix Classification(bool sparse = false) => Matrix(Rows, [.. Labels.Select(l => (float)Array.IndexOf(Classes, l))], sparse);

    /// <summary>The first column is the target, the others are the features.</summary>
    public FeatureMatrix Regression() => Matrix([.. Rows.Select(r => r[1..])], [.. Rows.Select(r => (float)r[0])], sparse: false);

    private static FeatureMatrix Matrix(double[][] rows, float[] targets, bool sparse)
    {
        var width = rows[0].Length;
        float[] values = [.. rows.SelectMany(r => r.Select(x => (float)x))];
        return sparse
            ? FeatureMatrix.FromSparse(
                [.. Enumerable.Range(0, rows.Length + 1).Select(i => i * width)], [.. Enumerable.Range(0, values.Length).Select(i => i % width)], values, width, targets)
            : FeatureMatrix.FromDense(values, rows.Length, width, targets);
    }
}
