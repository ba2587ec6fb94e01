using System.Runtime.Intrinsics;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

/// <summary>The kernel and its exponential against the library's, and the warp's derivatives.</summary>
public class Matern52Tests
{
    [Fact]
    public void Exp_GivenNegativePowers_IsWithinTwoUnitsOfTheLibrary()
    {
        for (var x = 0.0; x > -700; x -= 0.0371)
        {
            var expected = Math.Exp(x);
            Assert.Equal(1, Matern52.Exp(Vector256.Create(x))[2] / expected, 5e-16);
        }
    }

    [Fact]
    public void Exp_GivenWhatUnderflows_StaysPositiveAndTiny() => Assert.InRange(Matern52.Exp(Vector256.Create(-1e300))[0], 0, 1e-300);

    [Fact]
    public void Evaluate_GivenDistances_GivesTheFormulaAndItsSlope()
    {
        double[] squared = [0, 1e-12, 0.3, 7, 250, 1e6, 1e12, 4];
        double[] values = new double[8], slopes = new double[8];

        Matern52.Evaluate(2, squared, values, slopes);

        for (var i = 0; i < squared.Length; i++)
        {
            var root = Math.Sqrt(5 * squared[i]);
            Assert.Equal(2 * (1 + root + (5.0 / 3 * squared[i])) * Math.Exp(-root), values[i], 1e-14);
            Assert.Equal(-5.0 / 3 * (1 + root) * Math.Exp(-root), slopes[i], 1e-14);
        }
    }

    [Theory]
    [InlineData(0.2, 0.5, 3)]
    [InlineData(0.9, 2.5, 0.3)]
    [InlineData(0.5, 1, 1)]
    public void Derivatives_GivenExponents_MatchDifferences(double x, double a, double b)
    {
        const double Step = 1e-6;
        var (value, byX, byA, byB) = KumaraswamyWarp.Derivatives(x, a, b);

        Assert.Equal(KumaraswamyWarp.Value(x, a, b), value, 1e-15);
        Assert.Equal((KumaraswamyWarp.Value(x + Step, a, b) - KumaraswamyWarp.Value(x - Step, a, b)) / (2 * Step), byX, 1e-5);
        Assert.Equal((KumaraswamyWarp.Value(x, a * Math.Exp(Step), b) - KumaraswamyWarp.Value(x, a * Math.Exp(-Step), b)) / (2 * Step), byA, 1e-6);
        Assert.Equal((KumaraswamyWarp.Value(x, a, b * Math.Exp(Step)) - KumaraswamyWarp.Value(x, a, b * Math.Exp(-Step))) / (2 * Step), byB, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Derivatives_GivenAnEnd_AreFinite(double x)
    {
        var (value, byX, byA, byB) = KumaraswamyWarp.Derivatives(x, 0.1, 0.1);

        Assert.All([value, byX, byA, byB], d => Assert.True(double.IsFinite(d), $"{d}"));
    }
}
