using System.Collections;

namespace Slipway.Tuning;

/// <summary>
/// A value for each parameter of a <see cref="ParameterSpace"/>, in its order; NaN where the parameter does not exist under the others'
/// values. Immutable; equal when all values are.
/// </summary>
public sealed class ParameterPoint : IReadOnlyList<double>, IEquatable<ParameterPoint>
{
    private readonly double[] _values;

    /// <summary>A point.</summary>
    /// <param name="values">One value a parameter; copied.</param>
    public ParameterPoint(ReadOnlySpan<double> values) => _values = values.ToArray();

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <summary>The value of a parameter; NaN where it does not exist.</summary>
    /// <param name="index">0-based position of the parameter in its space.</param>
    public double this[int index] => _values[index];

    /// <summary>All values.</summary>
    public ReadOnlySpan<double> AsSpan() => _values;

    /// <inheritdoc/>
    public bool Equals(ParameterPoint? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterPoint);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_values).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
