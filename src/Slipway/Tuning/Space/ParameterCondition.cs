namespace Slipway.Tuning;

/// <summary>A parameter exists only while a categorical parameter, itself existing, has one of some choices.</summary>
/// <param name="Parameter">Name of the categorical parameter; it stands before the conditional one.</param>
/// <param name="Choices">Indices of the choices under which the parameter exists.</param>
public sealed record ParameterCondition(string Parameter, IReadOnlyList<int> Choices)
{
    /// <inheritdoc/>
    public bool Equals(ParameterCondition? other) =>
        other is not null && Parameter == other.Parameter && Choices.SequenceEqual(other.Choices);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parameter, Choices.Count);
}
