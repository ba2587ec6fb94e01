using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

/// <summary>The model against a dense oracle, its gradients against differences, and what must hold of any posterior.</summary>
public class GaussianProcessTests
{
    private const int Categorical = 1;

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(17, false)]
    [InlineData(33, true)]
    public void Predict_GivenAnyNumberOfPlaces_EqualsTheDenseOracle(int count, bool warped)
    {
        // given
        var (layout, theta, places, targets) = Problem(count, warped);
        var oracle = new DenseOracle(layout, theta, places);
        var process = new Slipway.Tuning.GaussianProcess(layout, theta);
        Array.ForEach(places, p => process.Append(p));
        process.SetTargets(targets);

        foreach (var place in Problem(20, warped, seed: 8).Places)
        {
            // when
            var (mean, variance) = process.Predict(place);

            // then
            var expected = oracle.Predict(place, targets);
            Assert.Equal(expected.Mean, mean, 1e-9);
            Assert.Equal(expected.Variance, variance, 1e-9);
        }
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(9, true)]
    [InlineData(30, true)]
    [InlineData(30, false)]
    public void Evaluate_GivenHyperparameters_EqualsTheOracleAndItsDifferences(int count, bool warped)
    {
        // given
        var (layout, theta, places, targets) = Problem(count, warped);
        var prior = new HyperparameterPrior();
        var likelihood = new MarginalLikelihood(layout, prior, places.SelectMany(p => p).ToArray(), targets);
        var gradient = new double[layout.Count];
        var unused = new double[layout.Count];

        // when
        var value = likelihood.Evaluate(theta, gradient);

        // then
        Assert.Equal(Expected(theta), value, 1e-8 * Math.Abs(value));
        for (var i = 0; i < layout.Count; i++)
        {
            double[] up = [.. theta], down = [.. theta];
            up[i] += 1e-5;
            down[i] -= 1e-5;
            Assert.Equal((Expected(up) - Expected(down)) / 2e-5, gradient[i], 1e-5 * Math.Max(1, Math.Abs(gradient[i])));
        }

        double Expected(double[] at)
        {
            var oracle = new DenseOracle(layout, at, places);
            return (0.5 * (oracle.Quadratic(targets) + oracle.LogDeterminant)) + prior.Penalty(layout, at, unused);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Evaluate_GivenAPlace_HasTheAcquisitionsGradient(bool warped)
    {
        // given
        var space = new ParameterSpace([new ContinuousParameter("a", 0, 1), new ContinuousParameter("b", 0, 1), new CategoricalParameter("c", ["x", "y", "z"])]);
        var (layout, theta, places, targets) = Problem(25, warped);
        var process = new Slipway.Tuning.GaussianProcess(layout, theta);
        Array.ForEach(places, p => process.Append(p));
        process.SetTargets(targets);
        var acquisition = new Acquisition(process, new SpaceEncoding(space), targets.Min());
        var gradient = new double[2];
        foreach (var place in Problem(15, warped, seed: 4).Places)
        {
            // when
            var value = acquisition.Evaluate(place, gradient);

            // then
            Assert.Equal(acquisition.Evaluate(place), value);
            for (var d = 0; d < 2; d++)
            {
                double[] up = [.. place], down = [.. place];
                up[d] += 1e-6;
                down[d] -= 1e-6;
                var numeric = (acquisition.Evaluate(up) - acquisition.Evaluate(down)) / 2e-6;
                Assert.Equal(numeric, gradient[d], 1e-4 * Math.Max(1, Math.Abs(numeric)));
            }
        }
    }

    [Fact]
    public void Predict_GivenNoiseFreeData_InterpolatesIt()
    {
        var (layout, theta, places, targets) = Problem(30, warped: false);
        theta[layout.Noise] = Math.Log(1e-10);
        var process = new Slipway.Tuning.GaussianProcess(layout, theta);
        Array.ForEach(places, p => process.Append(p));
        process.SetTargets(targets);

        for (var i = 0; i < places.Length; i++)
        {
            var (mean, variance) = process.Predict(places[i]);
            Assert.Equal(targets[i], mean, 1e-5);
            Assert.InRange(variance, 0, 1e-6);
        }
    }

    [Fact]
    public void Append_GivenPlacesTakenBack_LeavesTheBitsOfAFreshProcess()
    {
        // given
        var (layout, theta, places, targets) = Problem(40, warped: true);
        var fresh = new Slipway.Tuning.GaussianProcess(layout, theta);
        Array.ForEach(places, p => fresh.Append(p));
        fresh.SetTargets(targets);
        var grown = new Slipway.Tuning.GaussianProcess(layout, theta);

        // when
        foreach (var place in places.Take(13).Concat(Problem(30, warped: true, seed: 6).Places))
        {
            grown.Append(place);
        }

        grown.Truncate(13);
        foreach (var place in places.Skip(13))
        {
            grown.Append(place);
        }

        grown.SetTargets(targets);

        // then
        foreach (var place in Problem(10, warped: true, seed: 8).Places)
        {
            Assert.Equal(fresh.Predict(place), grown.Predict(place));
        }
    }

    [Fact]
    public void Append_GivenAPlaceWithoutTarget_LowersTheVarianceAndKeepsTheMean()
    {
        var (layout, theta, places, targets) = Problem(12, warped: false);
        var process = new Slipway.Tuning.GaussianProcess(layout, theta);
        Array.ForEach(places, p => process.Append(p));
        process.SetTargets(targets);
        double[] running = [0.31, 0.77, 1];
        var before = process.Predict(running);

        process.Append(running);
        process.SetTargets(targets);

        var after = process.Predict(running);
        Assert.Equal(before.Mean, after.Mean, 1e-12);
        Assert.True(after.Variance < 0.3 * before.Variance, $"{after.Variance} is not well below {before.Variance}.");
    }

    [Fact]
    public void Append_GivenTheSamePlaceManyTimesWithoutNoise_StaysFinite()
    {
        var (layout, theta, _, _) = Problem(2, warped: false);
        theta[layout.Noise] = Math.Log(1e-18);
        var process = new Slipway.Tuning.GaussianProcess(layout, theta);
        for (var i = 0; i < 9; i++)
        {
            process.Append([0.4, 0.6, 2]);
        }

        process.SetTargets([1, 1, 1, 1, 1, 1, 1, 1, 1]);

        var (mean, variance) = process.Predict([0.4, 0.6, 2]);
        Assert.Equal(1, mean, 1e-6);
        Assert.InRange(variance, 0, 1e-3);
    }

    private static (HyperparameterLayout Layout, double[] Theta, double[][] Places, double[] Targets) Problem(int count, bool warped, int seed = 3)
    {
        var layout = new HyperparameterLayout(2 + Categorical, 2, warped);
        var random = new Random(seed);
        double[][] places = [.. Enumerable.Range(0, count).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.Next(3) })];
        double[] targets = [.. places.Select(p => Math.Sin(5 * p[0]) + (p[1] * p[1]) - (0.4 * p[2]))];
        var theta = new double[layout.Count];
        new[] { 1.1, 0.2, -0.7, 0.3, -4 }.CopyTo(theta, 0);
        for (var i = layout.Noise + 1; i < theta.Length; i++)
        {
            theta[i] = 0.35 * Math.Cos(i);
        }

        return (layout, theta, places, targets);
    }
}
