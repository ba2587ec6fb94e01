using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>
/// The suite: classical test functions (Surjanovic and Bingham, Virtual library of simulation experiments), a mixed and a conditional space
/// shaped like those of learning algorithms, and noisy versions.
/// </summary>
internal static class BlackBoxes
{
    private static readonly double[][] HartmannA =
        [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];

    private static readonly double[][] HartmannP =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    private static readonly double[] HartmannAlpha = [1, 1.2, 3, 3.2];

    /// <summary>All functions.</summary>
    public static IReadOnlyList<BlackBox> All { get; } = Build();

    private static List<BlackBox> Build()
    {
        var branin = new BlackBox(
            "branin", new([new ContinuousParameter("x0", -5, 10), new ContinuousParameter("x1", 0, 15)]), Branin, 0.39788735772973816);
        var hartmann = new BlackBox("hartmann6", Cube(6, 0, 1), Hartmann, -3.32236801141551);
        var levy = new BlackBox("levy4", Cube(4, -10, 10), Levy, 0);
        var mixed = new BlackBox("mixed", MixedSpace(), Mixed, 0);
        return
        [
            branin, hartmann, new BlackBox("rosenbrock4", Cube(4, -5, 10), Rosenbrock, 0), new BlackBox("ackley5", Cube(5, -15, 30), Ackley, 0),
            levy, mixed, new BlackBox("conditional", ConditionalSpace(), Conditional, 0),
            branin with { Name = "branin noisy", Noise = 2 }, hartmann with { Name = "hartmann6 noisy", Noise = 0.2 },
            levy with { Name = "levy4 noisy", Noise = 1 }, mixed with { Name = "mixed noisy", Noise = 0.1 },
        ];
    }

    private static ParameterSpace Cube(int dimensions, double minimum, double maximum) =>
        new(Enumerable.Range(0, dimensions).Select(i => new ContinuousParameter($"x{i}", minimum, maximum)));

    private static double Branin(ParameterPoint p)
    {
        var bowl = p[1] - (5.1 / (4 * Math.PI * Math.PI) * p[0] * p[0]) + (5 / Math.PI * p[0]) - 6;
        return (bowl * bowl) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(p[0])) + 10;
    }

    private static double Hartmann(ParameterPoint p)
    {
        double sum = 0;
        for (var i = 0; i < 4; i++)
        {
            double inner = 0;
            for (var j = 0; j < 6; j++)
            {
                inner += HartmannA[i][j] * (p[j] - HartmannP[i][j]) * (p[j] - HartmannP[i][j]);
            }

            sum -= HartmannAlpha[i] * Math.Exp(-inner);
        }

        return sum;
    }

    private static double Rosenbrock(ParameterPoint p)
    {
        double sum = 0;
        for (var i = 0; i + 1 < p.Count; i++)
        {
            var bend = p[i + 1] - (p[i] * p[i]);
            sum += (100 * bend * bend) + ((1 - p[i]) * (1 - p[i]));
        }

        return sum;
    }

    private static double Ackley(ParameterPoint p)
    {
        var squares = p.Sum(x => x * x) / p.Count;
        var waves = p.Sum(x => Math.Cos(2 * Math.PI * x)) / p.Count;
        return (-20 * Math.Exp(-0.2 * Math.Sqrt(squares))) - Math.Exp(waves) + 20 + Math.E;
    }

    private static double Levy(ParameterPoint p)
    {
        double[] w = [.. p.Select(x => 1 + ((x - 1) / 4))];
        var sum = Math.Pow(Math.Sin(Math.PI * w[0]), 2);
        for (var i = 0; i + 1 < w.Length; i++)
        {
            sum += (w[i] - 1) * (w[i] - 1) * (1 + (10 * Math.Pow(Math.Sin((Math.PI * w[i]) + 1), 2)));
        }

        return sum + ((w[^1] - 1) * (w[^1] - 1) * (1 + Math.Pow(Math.Sin(2 * Math.PI * w[^1]), 2)));
    }

    private static ParameterSpace MixedSpace() => new(
    [
        new ContinuousParameter("rate", 1e-5, 1, ParameterScale.Log), new IntegerParameter("layers", 1, 8),
        new IntegerParameter("units", 8, 512, ParameterScale.Log), new CategoricalParameter("activation", ["a", "b", "c", "d"]),
        new CategoricalParameter("optimizer", ["a", "b", "c"]),
    ]);

    // The best rate depends on the optimizer, the best width (2^6.5, between two whole numbers) on the depth.
    private static double Mixed(ParameterPoint p)
    {
        var optimizer = (int)p[4];
        var rate = Math.Log10(p[0]) - new[] { -3, -1.5, -2.2 }[optimizer];
        var layers = p[1] - 3;
        var units = Math.Log2(p[2]) - 6.5;
        return (0.6 * rate * rate) + (0.05 * layers * layers) + (0.1 * units * units) + (0.05 * layers * units)
            + new[] { 0, 0.1, 0.25, 0.6 }[(int)p[3]] + new[] { 0, 0.15, 0.05 }[optimizer];
    }

    private static ParameterSpace ConditionalSpace()
    {
        ParameterCondition curved = new("kernel", [1, 2]), polynomial = new("kernel", [2]);
        return new(
        [
            new CategoricalParameter("kernel", ["linear", "rbf", "poly"]), new ContinuousParameter("c", 1e-3, 1e3, ParameterScale.Log),
            new ContinuousParameter("gamma", 1e-5, 10, ParameterScale.Log) { Condition = curved },
            new IntegerParameter("degree", 2, 6) { Condition = polynomial }, new ContinuousParameter("coef", -1, 1) { Condition = polynomial },
        ]);
    }

    // Each kernel has a basin; that of the last is the deepest and the narrowest.
    private static double Conditional(ParameterPoint p)
    {
        var c = Math.Log10(p[1]);
        if (p[0] == 0)
        {
            return 0.4 + (0.1 * (c + 1) * (c + 1));
        }

        var gamma = Math.Log10(p[2]);
        if (p[0] == 1)
        {
            return 0.15 + (0.1 * (c - 1) * (c - 1)) + (0.2 * (gamma + 2) * (gamma + 2)) + (0.1 * (c - 1) * (gamma + 2));
        }

        return (0.15 * c * c) + (0.3 * (gamma + 1) * (gamma + 1)) + (0.1 * (p[3] - 3) * (p[3] - 3)) + (0.5 * (p[4] - 0.3) * (p[4] - 0.3));
    }
}
