using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public class BoundedLbfgsTests
{
    [Fact]
    public void Minimize_GivenRosenbrocksValley_FindsTheMinimumInside()
    {
        double[] x = [-1.2, 1];

        var value = BoundedLbfgs.Minimize(Valley, x, [-5, -5], [5, 5], 500, 1e-15);

        Assert.InRange(value, 0, 1e-8);
        Assert.Equal(1, x[0], 1e-3);
        Assert.Equal(1, x[1], 1e-3);
    }

    [Fact]
    public void Minimize_GivenAMinimumOutside_EndsOnTheBound()
    {
        double[] x = [0.2, 1];

        BoundedLbfgs.Minimize(Valley, x, [-5, -5], [0.5, 5], 500, 1e-15);

        Assert.Equal(0.5, x[0]);
        Assert.Equal(0.25, x[1], 1e-4);
    }

    [Fact]
    public void Minimize_GivenNotANumberBeyondAPlace_StaysBeforeIt()
    {
        double[] x = [0.1];

        BoundedLbfgs.Minimize(
            (at, gradient) =>
            {
                gradient[0] = -1;
                return at[0] > 0.7 ? double.NaN : -at[0];
            },
            x, [0], [10], 200, 1e-12);

        Assert.InRange(x[0], 0.6, 0.7);
    }

    [Fact]
    public void Minimize_GivenAnInfiniteStart_ReturnsIt()
    {
        double[] x = [3];

        Assert.Equal(double.PositiveInfinity, BoundedLbfgs.Minimize((_, _) => double.PositiveInfinity, x, [0], [10], 50, 1e-9));
        Assert.Equal(3, x[0]);
    }

    private static double Valley(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var bend = x[1] - (x[0] * x[0]);
        gradient[0] = (-400 * x[0] * bend) - (2 * (1 - x[0]));
        gradient[1] = 200 * bend;
        return (100 * bend * bend) + ((1 - x[0]) * (1 - x[0]));
    }
}
