using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

/// <summary>The logarithm of expected improvement against quadrature, and its derivative against differences.</summary>
public class ExpectedImprovementTests
{
    [Theory]
    [InlineData(-30)]
    [InlineData(-9.5)]
    [InlineData(-3)]
    [InlineData(-1.0001)]
    [InlineData(-0.9999)]
    [InlineData(-0.3)]
    [InlineData(0)]
    [InlineData(0.7)]
    [InlineData(4)]
    [InlineData(25)]
    public void Log_GivenAnyScore_EqualsTheIntegral(double z)
    {
        var (value, _) = ExpectedImprovement.Log(z);

        Assert.Equal(LogIntegral(z), value, 1e-9 * Math.Max(1, Math.Abs(value)));
    }

    [Theory]
    [InlineData(-1e8)]
    [InlineData(-200)]
    [InlineData(-50.001)]
    [InlineData(-49.999)]
    [InlineData(-7)]
    [InlineData(-1)]
    [InlineData(0.2)]
    [InlineData(3)]
    [InlineData(40)]
    public void Log_GivenAnyScore_HasTheSlopeOfItsDifferences(double z)
    {
        var step = 1e-5 * Math.Max(1, Math.Abs(z));
        var numeric = (ExpectedImprovement.Log(z + step).Value - ExpectedImprovement.Log(z - step).Value) / (2 * step);

        var slope = ExpectedImprovement.Log(z).Slope;

        Assert.Equal(1, slope / numeric, 1e-6);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 0.7345993346)]
    [InlineData(1, 0.4275835762)]
    [InlineData(3, 0.1790011511)]
    [InlineData(10, 0.0561409927)]
    [InlineData(100, 0.0056416138)]
    public void ScaledComplementaryError_GivenTabulatedArguments_EqualsTheTable(double x, double expected) =>
        Assert.Equal(expected, NormalCurve.ScaledComplementaryError(x), 2e-10);

    // h(z) = ∫ (z - t) φ(t) dt up to z; with s = z - t it is φ(z) ∫ s exp(z s - s²/2) ds over s > 0, by Simpson's rule.
    private static double LogIntegral(double z)
    {
        var peak = Math.Max(0, z);
        var end = z < 0 ? Math.Min(12, 60 / Math.Max(1, -z)) : z + 12;
        const int Steps = 200_000;
        var width = end / Steps;
        double sum = 0;
        for (var i = 0; i <= Steps; i++)
        {
            var s = i * width;
            var weight = i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * s * Math.Exp((z * s) - (0.5 * s * s) - (0.5 * peak * peak));
        }

        return Math.Log(sum * width / 3) + (0.5 * peak * peak) - (0.5 * z * z) - (0.5 * Math.Log(2 * Math.PI));
    }
}
