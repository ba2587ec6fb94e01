using Slipway.Features;

namespace Slipway;

/// <summary>
/// A sigmoid that turns decision values into probabilities, <c>P(first class) = 1 / (1 + e^(A f + B))</c>, fitted to decision values of rows
/// that were left out: Lin, Lin and Weng, "A Note on Platt's Probabilistic Outputs", Machine Learning 68, 2007.
/// </summary>
internal static class PlattCalibration
{
    private const int Stream = 0x53;
    private const int MaxIterations = 100;

    /// <summary>Cross-validates a pair's machine and fits the sigmoid.</summary>
    public static (double Slope, double Offset) Fit(
        SvmRows rows, SvmKernelFunction kernel, sbyte[] signs, double[] bounds, SmoSettings settings, SvmClassifier algorithm, ulong seed, int pair)
    {
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        SplitMix64.For(seed, pair, Stream).Shuffle<int>(order);
        var decisions = new double[rows.Count];
        var folds = Math.Min(algorithm.CalibrationFolds, rows.Count);
        for (var fold = 0; fold < folds; fold++)
        {
            int start = (int)((long)rows.Count * fold / folds), end = (int)((long)rows.Count * (fold + 1) / folds);
            int[] inside = [.. order[..start], .. order[end..]];
            var outside = order[start..end];
            if (inside.All(i => signs[i] > 0) || inside.All(i => signs[i] < 0))
            {
                foreach (var i in outside)
                {
                    decisions[i] = inside.Length == 0 ? 0 : signs[inside[0]];
                }

                continue;
            }

            var subset = rows.Subset(inside);
            var solution = new SmoSolver(
                SmoProblem.Classification(subset, kernel, [.. inside.Select(i => signs[i])], [.. inside.Select(i => bounds[i])]), settings).Solve();
            var values = KernelExpansion.Of(subset, solution.Coefficients, rows.Subset(outside), kernel, settings);
            for (var k = 0; k < outside.Length; k++)
            {
                decisions[outside[k]] = values[k] + solution.Bias;
            }
        }

        return FitSigmoid(decisions, signs, bounds);
    }

    /// <summary>Newton's method with backtracking on the regularised likelihood (the paper's appendix).</summary>
    internal static (double Slope, double Offset) FitSigmoid(ReadOnlySpan<double> decisions, ReadOnlySpan<sbyte> signs, ReadOnlySpan<double> weights)
    {
        const double MinStep = 1e-10, Sigma = 1e-12, Epsilon = 1e-5;
        // Weights count as repeated rows: relative to their mean.
        double total = 0, positive = 0, negative = 0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var scale = weights.Length / total;
        for (var i = 0; i < signs.Length; i++)
        {
            positive += signs[i] > 0 ? weights[i] * scale : 0;
            negative += signs[i] > 0 ? 0 : weights[i] * scale;
        }

        double high = (positive + 1) / (positive + 2), low = 1 / (negative + 2);
        double a = 0, b = Math.Log((negative + 1) / (positive + 1));
        var value = Value(decisions, signs, weights, scale, high, low, a, b);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            double h11 = Sigma, h22 = Sigma, h21 = 0, g1 = 0, g2 = 0;
            for (var i = 0; i < signs.Length; i++)
            {
                var weight = weights[i] * scale;
                var z = (a * decisions[i]) + b;
                var e = Math.Exp(-Math.Abs(z));
                double p = z >= 0 ? e / (1 + e) : 1 / (1 + e), q = 1 - p;
                var d2 = weight * p * q;
                h11 += decisions[i] * decisions[i] * d2;
                h22 += d2;
                h21 += decisions[i] * d2;
                var d1 = weight * ((signs[i] > 0 ? high : low) - p);
                g1 += decisions[i] * d1;
                g2 += d1;
            }

            if (Math.Abs(g1) < Epsilon && Math.Abs(g2) < Epsilon)
            {
                break;
            }

            var determinant = (h11 * h22) - (h21 * h21);
            var da = -((h22 * g1) - (h21 * g2)) / determinant;
            var db = -((-h21 * g1) + (h11 * g2)) / determinant;
            var slope = (g1 * da) + (g2 * db);
            var step = 1.0;
            for (; step >= MinStep; step /= 2)
            {
                var tried = Value(decisions, signs, weights, scale, high, low, a + (step * da), b + (step * db));
                if (tried < value + (0.0001 * step * slope))
                {
                    (a, b, value) = (a + (step * da), b + (step * db), tried);
                    break;
                }
            }

            if (step < MinStep)
            {
                break;
            }
        }

        return (a, b);
    }

    private static double Value(
        ReadOnlySpan<double> decisions, ReadOnlySpan<sbyte> signs, ReadOnlySpan<double> weights, double scale, double high, double low, double a,
        double b)
    {
        var sum = 0.0;
        for (var i = 0; i < signs.Length; i++)
        {
            var z = (a * decisions[i]) + b;
            var target = signs[i] > 0 ? high : low;
            sum += weights[i] * scale * ((z >= 0 ? target * z : (target - 1) * z) + Math.Log(1 + Math.Exp(-Math.Abs(z))));
        }

        return sum;
    }
}
