namespace Slipway;

/// <summary>Some values without an order; made by <see cref="ParameterRange"/>.</summary>
/// <typeparam name="T">Type of the hyperparameter.</typeparam>
public sealed class ChoiceRange<T>
{
    private readonly T[] _choices;

    internal ChoiceRange(ReadOnlySpan<T> choices) => _choices = choices.ToArray();

    /// <summary>The values, in the order given.</summary>
    public IReadOnlyList<T> Choices => _choices;
}
