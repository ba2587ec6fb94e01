using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public class TargetTransformTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Apply_GivenAnyLosses_HasMeanZeroVarianceOneAndTheirOrder(bool ranks)
    {
        var random = new Random(5);
        double[] losses = [.. Enumerable.Range(0, 41).Select(_ => Math.Exp(6 * random.NextDouble()))];

        var targets = TargetTransform.Apply(losses, ranks);

        Assert.Equal(0, targets.Average(), 1e-12);
        Assert.Equal(1, targets.Average(t => t * t), 1e-9);
        Assert.Equal(losses.Order().Select(l => Array.IndexOf(losses, l)), targets.Order().Select(t => Array.IndexOf(targets, t)));
    }

    [Fact]
    public void Apply_GivenOneTerribleLoss_StillTellsTheGoodApart()
    {
        double[] losses = [1, 2, 3, 4, 5, 6, 7, 1e9];

        var targets = TargetTransform.Apply(losses, ranksWorst: true);
        var plain = TargetTransform.Apply(losses, ranksWorst: false);

        Assert.InRange(targets[1] - targets[0], 0.2, 1);
        Assert.InRange(plain[1] - plain[0], 0, 1e-8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1e300)]
    [InlineData(double.Epsilon)]
    public void Apply_GivenAConstant_IsZero(double constant) =>
        Assert.All(TargetTransform.Apply([constant, constant, constant], ranksWorst: true), t => Assert.Equal(0, t));

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    public void Apply_GivenExtremes_StaysFinite(double magnitude)
    {
        foreach (var ranks in new[] { true, false })
        {
            var targets = TargetTransform.Apply([-magnitude, magnitude, 0, magnitude, -magnitude], ranks);
            Assert.All(targets, t => Assert.InRange(t, -3, 3));
            Assert.True(targets[0] < targets[2] && targets[2] < targets[1]);
        }
    }
}
