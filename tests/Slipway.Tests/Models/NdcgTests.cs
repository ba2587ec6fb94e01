using Slipway.Models;

namespace Slipway.Tests.ModelTests;

public class NdcgTests
{
    // 5 groups of 7 rows: relevance (j*5 + g) mod 4, none in the last group; scores ((j*3 + g*2) mod 5)/2, with ties. scikit-learn 1.2.1.
    [Theory]
    [InlineData(null, false, false, 0.6691300562)]
    [InlineData(null, true, false, 0.6295611050)]
    [InlineData(null, false, true, 0.5331118426)]
    [InlineData(3, false, false, 0.5360823014)]
    [InlineData(3, true, false, 0.4784198945)]
    [InlineData(3, false, true, 0.4020612450)]
    public void Value_GivenGroupsWithTies_MatchesScikitLearn(int? top, bool exponential, bool weighted, double expected)
    {
        var ndcg = new Ndcg(top, exponential);
        for (var g = 0; g < 5; g++)
        {
            ndcg.Add(
                [.. Enumerable.Range(0, 7).Select(j => g == 4 ? 0f : ((j * 5) + g) % 4)],
                [.. Enumerable.Range(0, 7).Select(j => ((j * 3) + (g * 2)) % 5 / 2f)], weighted ? g + 1 : 1);
        }

        Assert.Equal(expected, ndcg.Value, 1e-9);
    }

    [Fact]
    public void Value_GivenPerfectOrder_IsOne()
    {
        var ndcg = new Ndcg();
        ndcg.Add([0, 3, 1], [-5, 9, 2]);

        Assert.Equal(1, ndcg.Value, 1e-15);
    }

    [Fact]
    public void Add_GivenMisuse_NamesTheRow()
    {
        var ndcg = new Ndcg();

        Assert.Contains("Row 1 ", Assert.Throws<ArgumentException>(() => ndcg.Add([0, -1], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("Row 0 ", Assert.Throws<ArgumentException>(() => ndcg.Add([float.NaN], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("1 relevances and 2 scores", Assert.Throws<ArgumentException>(() => ndcg.Add([0], [1, 2])).Message,
            StringComparison.Ordinal);
    }
}
