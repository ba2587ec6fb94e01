using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class GeneticOperatorsTests
{
    private const int Draws = 20_000;

    [Theory]
    [InlineData(0.4, 0.6)]
    [InlineData(0.6, 0.4)]
    [InlineData(0.5, 0.5)]
    public void SimulatedBinaryCrossover_GivenParentsFarFromTheBounds_HasTheirMean(double first, double second)
    {
        var children = Draw((ref SamplerRandom r) => GeneticOperators.SimulatedBinaryCrossover(first, second, 20, ref r));

        Assert.Equal(0.5, children.Average(), 0.005);
        Assert.Equal(Math.Abs(first - second) / 2, children.Average(c => Math.Abs(c - 0.5)), 0.005);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 1e-15)]
    [InlineData(0.001, 0.9)]
    [InlineData(1, 1)]
    public void SimulatedBinaryCrossover_GivenParentsAtTheBounds_StaysInside(double first, double second)
    {
        foreach (var index in new[] { 0.0, 2, 20, 1000 })
        {
            var children = Draw((ref SamplerRandom r) => GeneticOperators.SimulatedBinaryCrossover(first, second, index, ref r));

            Assert.All(children, c => Assert.InRange(c, 0, 1));
        }
    }

    [Fact]
    public void SimulatedBinaryCrossover_GivenALargerIndex_StaysNearerToAParent()
    {
        double Away(double index) => Draw((ref SamplerRandom r) => GeneticOperators.SimulatedBinaryCrossover(0.4, 0.6, index, ref r))
            .Average(c => Math.Min(Math.Abs(c - 0.4), Math.Abs(c - 0.6)));

        Assert.True(Away(20) < 0.5 * Away(2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void PolynomialMutation_GivenAnyPlace_StaysInsideAndMoves(double place)
    {
        foreach (var index in new[] { 0.0, 20, 1000 })
        {
            var mutated = Draw((ref SamplerRandom r) => GeneticOperators.PolynomialMutation(place, index, ref r));

            Assert.All(mutated, m => Assert.InRange(m, 0, 1));
            Assert.True(mutated.Count(m => m != place) > 0.45 * Draws);
        }
    }

    [Fact]
    public void PolynomialMutation_GivenTheMiddle_HasTheMeanChangeOfItsDensity()
    {
        var mutated = Draw((ref SamplerRandom r) => GeneticOperators.PolynomialMutation(0.5, 20, ref r));

        // Density (eta + 1) / 2 (1 - |change|)^eta, hardly cut off at 0.5: the mean of |change| is 1 / (eta + 2).
        Assert.Equal(0.5, mutated.Average(), 0.002);
        Assert.Equal(1.0 / 22, mutated.Average(m => Math.Abs(m - 0.5)), 0.001);
    }

    [Fact]
    public void Offspring_GivenParentsOfDifferentBranches_IsAPointOfTheSpaceWithValuesOfThePartsThatExist()
    {
        var space = new ParameterSpace(
        [
            new CategoricalParameter("kind", ["a", "b", "c"]),
            new IntegerParameter("first", 1, 30) { Condition = new ParameterCondition("kind", [0]) },
            new IntegerParameter("second", 1, 30) { Condition = new ParameterCondition("kind", [1]) },
            new ContinuousParameter("third", 0, 1) { Condition = new ParameterCondition("kind", [2]) },
        ]);
        var unmutated = new Offspring(space, new Nsga2Options { MutationProbability = 0 });
        var mutated = new Offspring(space, new Nsga2Options { MutationProbability = 1 });
        var (a, b) = (new ParameterPoint([0, 7, double.NaN, double.NaN]), new ParameterPoint([1, double.NaN, 9, double.NaN]));

        for (var n = 0; n < 200; n++)
        {
            var random = new SamplerRandom(1, SamplerStream.Nsga2Offspring, n);
            var child = unmutated.Of(a, b, ref random);
            var other = mutated.Of(a, b, ref random);

            Assert.True(child.Equals(a) || child.Equals(b));
            Assert.True(space.Contains(other));
            Assert.False(other.Equals(a) || other.Equals(b));
        }
    }

    private delegate double Drawing(ref SamplerRandom random);

    private static List<double> Draw(Drawing drawing)
    {
        var random = new SamplerRandom(3, SamplerStream.Nsga2Offspring, 0);
        var drawn = new List<double>();
        for (var i = 0; i < Draws; i++)
            drawn.Add(drawing(ref random));

        return drawn;
    }
}
