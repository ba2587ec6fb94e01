using Slipway.Tuning;

namespace Slipway.Tests.Tuning;

public sealed class ParameterImportanceTests
{
    private static readonly Objective Loss = new("validation:loss", MetricDirection.Minimize);

    [Fact]
    public void Compute_GivenSumOfTwoParameters_DividesVarianceAsTheirSquaredSlopes()
    {
        // given f = x + 2 y on the unit square: variances 1/12 and 4/12
        var search = Square();
        var trials = Sample(search, 400, static p => p[0] + (2 * p[1]));

        // when
        var importances = Compute(search, trials);

        // then
        Assert.Equal(["y", "x"], importances.Select(i => i.Parameter));
        Assert.InRange(importances[0].Fraction, 0.74, 0.84);
        Assert.InRange(importances[1].Fraction, 0.14, 0.24);
        Assert.InRange(importances.Sum(i => i.Fraction), 0.95, 1.0);
    }

    [Fact]
    public void Compute_GivenPureInteraction_LeavesVarianceToTheParametersTogether()
    {
        // given f = (x - 1/2)(y - 1/2): neither parameter does anything by itself
        var search = Square();
        var trials = Sample(search, 400, static p => (p[0] - 0.5) * (p[1] - 0.5));

        // when
        var importances = Compute(search, trials);

        // then
        Assert.True(importances.Sum(i => i.Fraction) < 0.35, $"main effects are {importances.Sum(i => i.Fraction)}");
    }

    [Fact]
    public void Compute_GivenChoiceThatDecides_FindsItAmongOthers()
    {
        // given
        var search = new SearchDefinition(
            new ParameterSpace([new ContinuousParameter("rate", 1e-4, 1, ParameterScale.Log), new CategoricalParameter("optimizer", ["sgd", "adam", "lion"])]),
            [Loss]);
        var trials = Sample(search, 200, static p => p[1] == 1 ? 0 : 1);

        // when
        var importances = Compute(search, trials);

        // then
        Assert.Equal("optimizer", importances[0].Parameter);
        Assert.InRange(importances[0].Fraction, 0.95, 1.0);
    }

    [Fact]
    public void Compute_GivenSameTrialsTwice_GivesSameFigures()
    {
        // given
        var search = Square();
        var trials = Sample(search, 100, static p => p[0] * p[0]);

        // when
        var first = Compute(search, trials);
        var second = Compute(search, Enumerable.Reverse(trials));

        // then
        Assert.Equal(first, Compute(search, trials));
        Assert.Equal(first[0].Parameter, second[0].Parameter);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    public void Compute_GivenExtremeValues_StaysFinite(double scale)
    {
        // given
        var search = Square();
        var trials = Sample(search, 60, p => p[0] * scale);

        // when
        var importances = Compute(search, trials);

        // then
        Assert.All(importances, i => Assert.InRange(i.Fraction, 0, 1));
        Assert.InRange(importances[0].Fraction, 0.9, 1);
    }

    [Fact]
    public void Compute_GivenNothingToExplain_IsEmpty()
    {
        // given
        var search = Square();

        // when, then
        Assert.Empty(Compute(search, []));
        Assert.Empty(Compute(search, Sample(search, 1, static _ => 3)));
        Assert.Empty(Compute(search, Sample(search, 20, static _ => 3)));
        Assert.Empty(Compute(search, Sample(search, 20, static p => p[0]).Select(t => t with { State = TrialState.Failed, Values = [] })));
    }

    [Fact]
    public void Compute_GivenConditionalParameter_CountsItWhereItExists()
    {
        // given the momentum decides, but only under sgd
        var search = new SearchDefinition(
            new ParameterSpace([
                new CategoricalParameter("optimizer", ["sgd", "adam"]),
                new ContinuousParameter("momentum", 0, 1) { Condition = new ParameterCondition("optimizer", [0]) }]),
            [Loss]);
        var trials = Sample(search, 300, static p => p[0] == 0 ? p[1] : 0.5);

        // when
        var importances = Compute(search, trials);

        // then
        Assert.Equal("momentum", importances[0].Parameter);
        Assert.All(importances, i => Assert.True(double.IsFinite(i.Fraction)));
    }

    private static IReadOnlyList<ParameterImportance> Compute(SearchDefinition search, IEnumerable<Trial> trials) =>
        ParameterImportance.Compute(search, trials, TestContext.Current.CancellationToken);

    private static SearchDefinition Square() => new(new ParameterSpace([new ContinuousParameter("x", 0, 1), new ContinuousParameter("y", 0, 1)]), [Loss]);

    private static Trial[] Sample(SearchDefinition search, int count, Func<ParameterPoint, double> objective)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var units = new double[search.Space.Count];
            for (var d = 0; d < units.Length; d++)
            {
                units[d] = random.NextDouble();
            }

            var point = search.Space.FromUnits(units);
            return new Trial { Number = i, Point = point, State = TrialState.Completed, Values = [objective(point)] };
        })];
    }
}
