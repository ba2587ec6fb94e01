using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class IntegerMarginTests
{
    private const double Margin = 0.05;

    private static readonly NumericAxis[] Axes = NumericAxis.Of(new ParameterSpace(
        [new IntegerParameter("n", 1, 10), new ContinuousParameter("x", 0, 1), new IntegerParameter("log", 1, 100, ParameterScale.Log)]));

    [Theory]
    [InlineData(0.55, 1e-3)]
    [InlineData(0.501, 1e-3)]
    [InlineData(0.01, 1e-6)]
    [InlineData(0.99, 1e-2)]
    [InlineData(0.3, 0.02)]
    public void Apply_GivenADistributionWithinACell_LeavesItWithTheMargin(double place, double deviation)
    {
        double[] mean = [place, place, place], scales = [1, 1, 1];

        IntegerMargin.Apply(Axes, mean, scales, _ => deviation, Margin);

        foreach (var j in new[] { 0, 2 })
        {
            var (low, high) = Axes[j].Cell(place);
            var below = NormalCurve.Cumulative((low - mean[j]) / (deviation * scales[j]));
            var above = NormalCurve.Cumulative((mean[j] - high) / (deviation * scales[j]));
            Assert.True(below >= (Margin / 2) - 1e-12 && above >= (Margin / 2) - 1e-12, $"Below {below}, above {above}.");
            Assert.InRange(mean[j], low, high);
        }

        Assert.Equal((place, 1), (mean[1], scales[1]));
    }

    [Fact]
    public void Apply_GivenAWideDistribution_LeavesItAsItIs()
    {
        double[] mean = [0.52, 0.52, 0.52], scales = [1, 1, 1];

        IntegerMargin.Apply(Axes, mean, scales, _ => 0.2, Margin);

        Assert.Equal([0.52, 0.52, 0.52], mean);
        Assert.Equal([1, 1, 1], scales);
    }

    [Fact]
    public void Cell_GivenTheOutermostNumbers_IncludesTheirMirrorImages()
    {
        Assert.Equal((-0.1, 0.1), Axes[0].Cell(0.03));
        Assert.Equal(0.9, Axes[0].Cell(0.98).Low, 12);
        Assert.Equal(1.1, Axes[0].Cell(0.98).High, 12);
    }

    [Theory]
    [InlineData(0.25, 0.25, false)]
    [InlineData(-0.25, 0.25, true)]
    [InlineData(1.25, 0.75, true)]
    [InlineData(2.25, 0.25, false)]
    [InlineData(-1.25, 0.75, false)]
    public void Fold_GivenACoordinate_GivesItsMirrorImageInsideTheBounds(double coordinate, double place, bool mirrored)
    {
        Assert.Equal(place, NumericAxis.Fold(coordinate), 12);
        Assert.Equal(mirrored, NumericAxis.IsMirrored(coordinate));
    }
}
