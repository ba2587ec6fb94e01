using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms.Trees;

/// <summary>Artifacts whose hashes are right and whose trees are not.</summary>
public class TreeEnsembleFormatTests
{
    [Fact]
    public void LoadModel_GivenSoundTrees_ScoresThem()
    {
        using var model = (TreeEnsembleModel)new DecisionTreeClassifier().LoadModel(new Parts());
        var output = new float[4];

        model.Score(FeatureBlock.Dense([0, 1, 0, 3], 2, 2), output);

        Assert.Equal([0.75f, 0.25f, 0f, 1f], output);
    }

    [Theory]
    [InlineData("child", 0, 0, "node 0")]
    [InlineData("child", 0, -5, "node 0")]
    [InlineData("child", 0, 2, "node 0")]
    [InlineData("child", 0, int.MaxValue, "node 0")]
    [InlineData("child", 1, 2, "leaf 2")]
    [InlineData("child", 1, -1, "leaf -1")]
    [InlineData("feature", 0, 2, "feature 2")]
    [InlineData("feature", 0, -2, "feature -2")]
    [InlineData("root", 0, 1, "root of tree 0")]
    [InlineData("root", 0, -1, "root of tree 0")]
    [InlineData("root", 0, 3, "root of tree 0")]
    public void LoadModel_GivenIndexOutOfRange_NamesIt(string tensor, int index, int value, string named)
    {
        var parts = new Parts();
        parts.Integers[tensor][index] = value;

        var error = Assert.Throws<FormatException>(() => new DecisionTreeClassifier().LoadModel(parts));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("threshold", float.NaN)]
    [InlineData("value", float.NaN)]
    [InlineData("value", float.PositiveInfinity)]
    public void LoadModel_GivenNumberThatIsNone_NamesTheTensor(string tensor, float value)
    {
        var parts = new Parts();
        parts.Singles[tensor][0] = value;

        var error = Assert.Throws<FormatException>(() => new DecisionTreeClassifier().LoadModel(parts));

        Assert.Contains(tensor, error.Message, StringComparison.Ordinal);
    }

    /// <summary>One split on feature 1 at 2, two leaves.</summary>
    private sealed class Parts : ModelReader
    {
        public Dictionary<string, int[]> Integers { get; } = new() { ["root"] = [0], ["feature"] = [1, -1, -1], ["child"] = [1, 0, 1] };

        public Dictionary<string, float[]> Singles { get; } = new() { ["threshold"] = [2, 0, 0], ["value"] = [0.75f, 0.25f, 0, 1] };

        public override int FeatureCount => 2;

        public override IReadOnlyList<string> Classes => ["a", "b"];

        public override bool HasTensor(string name) => true;

        public override IReadOnlyList<long> Shape(string name) => name == "value" ? [2, 2] : [Integers[name].Length];

        public override float[] ReadSingle(string name, params ReadOnlySpan<long> shape) => Singles[name];

        public override double[] ReadDouble(string name, params ReadOnlySpan<long> shape) => name == "scale" ? [1] : [0, 1];

        public override int[] ReadInt32(string name, params ReadOnlySpan<long> shape) => Integers[name];

        public override JsonNode? ReadValue(string name) => throw new InvalidOperationException();

        public override byte[] ReadFile(string name) => throw new InvalidOperationException();
    }
}
