namespace Slipway;

/// <summary>One thing that is wrong with one hyperparameter.</summary>
/// <param name="Name">Property name, e.g. <c>LearningRate</c>.</param>
/// <param name="Value">The value as text.</param>
/// <param name="Allowed">What is allowed, e.g. <c>greater than 0</c>.</param>
public sealed record HyperparameterProblem(string Name, string Value, string Allowed)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} is {Value}; allowed: {Allowed}.";
}
