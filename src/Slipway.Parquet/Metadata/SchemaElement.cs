namespace Slipway.Data;

/// <summary>One node of the schema, in the depth-first order of the file.</summary>
internal sealed record SchemaElement(string Name)
{
    /// <summary>Type of a leaf; null for a group.</summary>
    public PhysicalType? Type { get; init; }

    /// <summary>Bytes of a fixed-length value.</summary>
    public int TypeLength { get; init; }

    /// <summary>0 required, 1 optional, 2 repeated.</summary>
    public int Repetition { get; init; }

    /// <summary>Children of a group.</summary>
    public int Children { get; init; }

    public LogicalType Logical { get; init; }

    /// <summary>Digits behind the point of a decimal.</summary>
    public int Scale { get; init; }
}
