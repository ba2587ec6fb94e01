namespace Slipway.Tests.ModelTests;

/// <summary>
/// Rows whose metrics scikit-learn 1.2.1 (Debian's python3-sklearn) computed; the tests quote its results. Probabilities are float32,
/// weights are 1, 1.5, 2, 2.5 in turn. They contain ties, and probabilities of exactly 0 and 1.
/// </summary>
internal static class MetricRows
{
    public static float[] Weights(int rows, bool weighted) =>
        weighted ? [.. Enumerable.Range(0, rows).Select(i => 1 + (i % 4 * 0.5f))] : [];

    /// <summary>40 rows of 2 classes: <c>p1 = ((i*37 + 11) mod 21) / 20</c>, class 1 when <c>(i*5 + 2) mod 7 &lt; 3</c>.</summary>
    public static (float[] Probabilities, float[] Targets) Binary()
    {
        var targets = Enumerable.Range(0, 40).Select(i => ((i * 5) + 2) % 7 < 3 ? 1f : 0).ToArray();
        var probabilities = Enumerable.Range(0, 40).SelectMany(i =>
        {
            var p = (float)((((i * 37) + 11) % 21) / 20.0);
            return new[] { 1 - p, p };
        }).ToArray();
        return (probabilities, targets);
    }

    /// <summary>60 rows of 4 classes: <c>1 + (i*31 + k*17 + i*k*7) mod 13</c>, divided by the sum; class <c>(i*3 + i/7) mod
    /// 4</c>.</summary>
    /// <param name="absent">Leaves class 3 out of labels (by mod 3) and predictions (probability 0).</param>
    public static (float[] Probabilities, float[] Targets) Multiclass(bool absent = false)
    {
        var targets = Enumerable.Range(0, 60).Select(i => (float)(((i * 3) + (i / 7)) % 4)).Select(t => absent ? t % 3 : t).ToArray();
        var probabilities = Enumerable.Range(0, 60).SelectMany(i =>
        {
            var raw = Enumerable.Range(0, 4).Select(k => absent && k == 3 ? 0.0 : 1 + (((i * 31) + (k * 17) + (i * k * 7)) % 13)).ToArray();
            return raw.Select(r => (float)(r / raw.Sum()));
        }).ToArray();
        return (probabilities, targets);
    }

    /// <summary>50 rows: prediction <c>((i*29) mod 50)/5 - 3</c>, target <c>((i*29 + (i mod 5)*3) mod 50)/5 - 3</c>.</summary>
    public static (float[] Predictions, float[] Targets) Regression() => (
        [.. Enumerable.Range(0, 50).Select(i => (float)((i * 29 % 50 / 5.0) - 3))],
        [.. Enumerable.Range(0, 50).Select(i => (float)((((i * 29) + (i % 5 * 3)) % 50 / 5.0) - 3))]);
}
