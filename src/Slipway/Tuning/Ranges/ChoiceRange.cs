namespace Slipway;

/// <summary>Some values without an order; made by <see cref="ParameterRange"/>.</summary>
/// <typeparam name="T">Type of the hyperparameter.</typeparam>
public sealed class ChoiceRange<T>
{
    private readonly T[] _choices;

    internal ChoiceRange(ReadOnlySpan<T> choices)
    {
        _choices = choices.ToArray();
        for (var i = 0; i < _choices.Length; i++)
        {
            _choices[i] = Copy(_choices[i]);
        }
    }

    /// <summary>The values, in the order given.</summary>
    public IReadOnlyList<T> Choices => _choices;

    /// <summary>An array of the caller's may change later.</summary>
    internal static T Copy(T choice) => choice is Array array ? (T)array.Clone() : choice;
}
