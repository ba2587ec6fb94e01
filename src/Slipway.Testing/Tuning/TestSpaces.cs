using Slipway.Tuning;

namespace Slipway.Testing;

/// <summary>Spaces of every shape, for checks of samplers.</summary>
internal static class TestSpaces
{
    public static ParameterSpace Continuous { get; } = new([new ContinuousParameter("x", -5, 10), new ContinuousParameter("y", 0, 15)]);

    public static ParameterSpace Mixed { get; } = new([
        new ContinuousParameter("rate", 1e-5, 1, ParameterScale.Log),
        new ContinuousParameter("momentum", 0, 0.999, ParameterScale.ReverseLog),
        new IntegerParameter("units", 1, 1024, ParameterScale.Log),
        new IntegerParameter("depth", 1, 6),
        new CategoricalParameter("activation", ["relu", "tanh", "gelu"])]);

    public static ParameterSpace Conditional { get; } = new([
        new CategoricalParameter("algorithm", ["mlp", "svm", "none"]),
        new ContinuousParameter("rate", 1e-4, 1e-1, ParameterScale.Log) { Condition = new ParameterCondition("algorithm", [0]) },
        new CategoricalParameter("optimizer", ["sgd", "adam"]) { Condition = new ParameterCondition("algorithm", [0]) },
        new ContinuousParameter("momentum", 0, 0.99) { Condition = new ParameterCondition("optimizer", [0]) },
        new ContinuousParameter("cost", 1e-2, 1e3, ParameterScale.Log) { Condition = new ParameterCondition("algorithm", [1]) }]);

    public static ParameterSpace Discrete { get; } = new([
        new IntegerParameter("depth", 1, 3), new CategoricalParameter("one", ["only"]), new CategoricalParameter("two", ["a", "b"])]);

    public static ParameterSpace Single { get; } = new([new ContinuousParameter("x", 0, 1)]);

    public static IReadOnlyList<(string Name, ParameterSpace Space)> All { get; } =
        [("two numbers", Continuous), ("mixed kinds", Mixed), ("conditional", Conditional), ("discrete", Discrete), ("one number", Single)];

    public static SearchDefinition Search(ParameterSpace space, int objectives = 1, ulong seed = 1) => new(
        space, [.. Enumerable.Range(0, objectives).Select(i => new Objective($"validation:loss{i}", MetricDirection.Minimize))], seed);

    /// <summary>A smooth function of the places of the values: what a made-up trial is worth.</summary>
    public static double Value(ParameterSpace space, ParameterPoint point, int objective = 0)
    {
        var sum = 0.0;
        for (var i = 0; i < space.Count; i++)
        {
            var away = double.IsNaN(point[i]) ? 0.5 : space.Parameters[i].ToUnit(point[i]) - 0.3 - (0.4 * objective);
            sum += away * away;
        }

        return sum;
    }
}
