namespace Slipway;

/// <summary>
/// The values among which a tuner looks for a hyperparameter. Ranges are checked when a tuner is built, together with everything else.
/// </summary>
public static class ParameterRange
{
    /// <summary>Real numbers of which equal differences matter equally.</summary>
    /// <param name="minimum">Smallest value.</param>
    /// <param name="maximum">Largest value; more than <paramref name="minimum"/>.</param>
    public static ContinuousRange Linear(double minimum, double maximum) => new(minimum, maximum, ParameterScale.Linear);

    /// <summary>Positive real numbers of which equal ratios matter equally: learning rates, penalties.</summary>
    /// <param name="minimum">Smallest value; greater than 0.</param>
    /// <param name="maximum">Largest value; more than <paramref name="minimum"/>.</param>
    public static ContinuousRange Log(double minimum, double maximum) => new(minimum, maximum, ParameterScale.Log);

    /// <summary>Real numbers below 1 of which equal ratios of <c>1 - value</c> matter equally: momentum, decay rates.</summary>
    /// <param name="minimum">Smallest value; at least 0.</param>
    /// <param name="maximum">Largest value; more than <paramref name="minimum"/>, less than 1.</param>
    public static ContinuousRange ReverseLog(double minimum, double maximum) => new(minimum, maximum, ParameterScale.ReverseLog);

    /// <summary>Whole numbers of which equal differences matter equally.</summary>
    /// <param name="minimum">Smallest value.</param>
    /// <param name="maximum">Largest value; more than <paramref name="minimum"/>.</param>
    public static IntegerRange Linear(int minimum, int maximum) => new(minimum, maximum, ParameterScale.Linear);

    /// <summary>Positive whole numbers of which equal ratios matter equally: layer widths, batch sizes.</summary>
    /// <param name="minimum">Smallest value; greater than 0.</param>
    /// <param name="maximum">Largest value; more than <paramref name="minimum"/>.</param>
    public static IntegerRange Log(int minimum, int maximum) => new(minimum, maximum, ParameterScale.Log);

    /// <inheritdoc cref="Linear(int, int)"/>
    public static IntegerRange Linear(long minimum, long maximum) => new(minimum, maximum, ParameterScale.Linear);

    /// <inheritdoc cref="Log(int, int)"/>
    public static IntegerRange Log(long minimum, long maximum) => new(minimum, maximum, ParameterScale.Log);

    /// <summary>Values without an order: kinds, whole lists (<c>Choice&lt;int[]&gt;([32], [64, 32])</c>), null where the hyperparameter allows it.</summary>
    /// <typeparam name="T">Type of the hyperparameter.</typeparam>
    /// <param name="choices">The values; distinct, at least one.</param>
    public static ChoiceRange<T> Choice<T>(params ReadOnlySpan<T> choices) => new(choices);

    /// <summary>False and true.</summary>
    public static ChoiceRange<bool> Boolean() => new([false, true]);
}
