using Slipway.Features;

namespace Slipway.Data;

/// <summary>What the values of one column look like. Counts and moments are exact; what is estimated says so.</summary>
public sealed record ColumnProfile
{
    /// <summary>Name of the column.</summary>
    public required string Name { get; init; }

    /// <summary>What features read it as; null for a type that features do not read.</summary>
    public InputKind? Kind { get; init; }

    /// <summary>Its Arrow type, e.g. <c>double</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What the channel uses it for: <c>label</c>, <c>weight</c> or <c>feature</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Rows whose value is missing (null or NaN).</summary>
    public long Missing { get; init; }

    /// <summary>Different values; null for vectors. Exact up to 10,000, then estimated with a standard error of 0.8% (HyperLogLog).</summary>
    public long? Distinct { get; init; }

    /// <summary>True when <see cref="Distinct"/> is exact.</summary>
    public bool DistinctIsExact { get; init; } = true;

    /// <summary>Statistics of numbers (for a vector, of all its elements; for text, of its length in UTF-8 bytes); null when there is no value.</summary>
    public NumberProfile? Numbers { get; init; }

    /// <summary>The most frequent values, most frequent first, at most 20: of text, and of numbers with at most 50 different values.</summary>
    public IReadOnlyList<ValueCount> TopValues { get; init; } = [];

    /// <summary>False when there were too many different values to count each: counts in <see cref="TopValues"/> are then lower bounds.</summary>
    public bool TopValuesAreExact { get; init; } = true;

    /// <summary>How strongly the column goes together with the label; null without a label, for the label itself, and where it is not defined.</summary>
    public LabelAssociation? Label { get; init; }
}
