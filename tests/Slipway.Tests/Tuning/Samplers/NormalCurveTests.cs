using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

/// <summary>Expected values were computed with 60 digits (mpmath), at the doubles given here.</summary>
public sealed class NormalCurveTests
{
    [Theory]
    [InlineData(-37, 5.7255712225245768227e-300)]
    [InlineData(-20, 2.7536241186062336951e-89)]
    [InlineData(-8, 6.2209605742717841235e-16)]
    [InlineData(-5.5, 1.8989562465887719384e-8)]
    [InlineData(-4, 0.000031671241833119921254)]
    [InlineData(-3, 0.0013498980316300945267)]
    [InlineData(-1, 0.15865525393145705141)]
    [InlineData(-0.5, 0.30853753872598689636)]
    [InlineData(0, 0.5)]
    [InlineData(0.25, 0.59870632568292372424)]
    [InlineData(1, 0.84134474606854294859)]
    [InlineData(2.5, 0.99379033467422386483)]
    [InlineData(6, 0.99999999901341235496)]
    [InlineData(8, 0.9999999999999993779)]
    public void Cumulative_GivenAnyPlace_MatchesSixtyDigits(double z, double expected) =>
        AssertClose(expected, NormalCurve.Cumulative(z), Error(z));

    [Fact]
    public void Cumulative_GivenAGrid_MatchesTheSeries()
    {
        for (var i = -600; i <= 600; i++)
        {
            var z = i / 100.0;

            Assert.Equal(Series(z), NormalCurve.Cumulative(z), 1e-15);
            AssertClose(1, NormalCurve.Cumulative(z) + NormalCurve.Cumulative(-z), 1e-15);
        }
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(-40, 0)]
    [InlineData(40, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NaN, double.NaN)]
    public void Cumulative_GivenTheEnds_IsZeroOrOne(double z, double expected) => Assert.Equal(expected, NormalCurve.Cumulative(z));

    [Theory]
    [InlineData(-1, 1, 0.68268949213708589717)]
    [InlineData(-0.1, 0.2, 0.11908754671613200451)]
    [InlineData(0, 3, 0.49865010196836990547)]
    [InlineData(5, 6, 2.8566498423415621353e-7)]
    [InlineData(-6, -5, 2.8566498423415621353e-7)]
    [InlineData(8, 8.5, 6.12616522604975094e-16)]
    [InlineData(20, 21, 2.7536241153269556761e-89)]
    public void Between_GivenTails_DoesNotCancel(double low, double high, double expected) =>
        AssertClose(expected, NormalCurve.Between(low, high), Error(low));

    [Theory]
    [InlineData(1e-300, -37.047096299361199237)]
    [InlineData(1e-20, -9.2623400897984075796)]
    [InlineData(1e-10, -6.3613409024040561991)]
    [InlineData(1e-5, -4.2648907939228246102)]
    [InlineData(0.01, -2.3263478740408410931)]
    [InlineData(0.075, -1.4395314709384559349)]
    [InlineData(0.25, -0.6744897501960817432)]
    [InlineData(0.5, 0)]
    [InlineData(0.9, 1.2815515655446005935)]
    [InlineData(0.925, 1.4395314709384562291)]
    [InlineData(0.99, 2.3263478740408407676)]
    [InlineData(0.999999, 4.7534243088170877657)]
    public void Quantile_GivenAnyShare_MatchesSixtyDigits(double share, double expected) => AssertClose(expected, NormalCurve.Quantile(share), 1e-14);

    [Fact]
    public void Quantile_GivenTheLowerHalf_IsTheInverse()
    {
        for (var exponent = -300.0; exponent < -0.31; exponent += 0.37)
        {
            var share = Math.Pow(10, exponent);

            // A relative error e of the quantile z is one of about z^2 e in the share.
            var z = NormalCurve.Quantile(share);
            AssertClose(share, NormalCurve.Cumulative(z), 2e-15 * Math.Max(10, z * z));
        }
    }

    // The rounding of z / sqrt(2) alone is worth z^2 2^-53 of the value.
    private static double Error(double z) => Math.Max(1e-14, z * z * 1.2e-16);

    // Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software 11, 2004.
    private static double Series(double z)
    {
        double sum = 0, before = -1, term = z;
        for (var k = 3; sum != before; k += 2)
        {
            before = sum;
            sum += term;
            term *= z * z / k;
        }

        return 0.5 + (sum * Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI));
    }

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"expected {expected:R}, was {actual:R}");
}
