namespace Slipway;

/// <summary>
/// Names the column that a property is bound to, where the property's own name does not say it. Allowed on the property, or on the
/// parameter of a positional record (<c>record Wine([ColumnName("alc %")] float Alcohol)</c>).
/// </summary>
/// <param name="name">Name of the column. An exact match is preferred; else case, <c>_</c>, <c>-</c> and spaces are ignored.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ColumnNameAttribute(string name) : Attribute
{
    /// <summary>Name of the column.</summary>
    public string Name { get; } = name;
}
